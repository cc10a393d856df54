package org.signaling.signaling;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import org.signaling.delivery.SessionEnds;
import org.signaling.delivery.Subscribers;
import org.signaling.settings.Settings;

/**
 * What all endpoints of the application share: the beans without the proxies that CDI would inject, which cost several times
 * what most of their calls do. For all threads.
 *
 * @param subscribers who is online
 * @param router decides what becomes of frames
 * @param sessionEnds knows the sessions that were ended
 * @param limits what connections share with others
 * @param settings the limits of one connection
 */
record Desk(Subscribers subscribers, MessageRouter router, SessionEnds sessionEnds, ConnectionLimits limits,
        Settings settings) {

    /** {@return the one of the application that the thread works for; never null} */
    static Desk ofApplication() {
        return new Desk(bean(Subscribers.class).direct(), bean(MessageRouter.class), bean(SessionEnds.class),
                bean(ConnectionLimits.class), bean(Settings.class));
    }

    private static <T> T bean(Class<T> type) {
        BeanManager beans = CDI.current().getBeanManager();
        return type.cast(instance(beans, beans.resolve(beans.getBeans(type))));
    }

    private static <T> T instance(BeanManager beans, Bean<T> bean) {
        return beans.getContext(bean.getScope()).get(bean, beans.createCreationalContext(bean));
    }
}
