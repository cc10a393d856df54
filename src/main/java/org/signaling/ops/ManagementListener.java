package org.signaling.ops;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.management.ManagementFactory;
import org.signaling.delivery.Subscribers;
import org.signaling.handshake.Admission;
import org.signaling.signaling.MessageRouter;

/** Registers the MXBean when the application starts, and takes it out when it ends. */
@WebListener
public class ManagementListener implements ServletContextListener {

    @Inject
    private Subscribers subscribers;
    @Inject
    private MessageRouter router;
    @Inject
    private Admission admission;
    private Registration registration;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        registration = new Registration(ManagementFactory.getPlatformMBeanServer(),
                new Management(subscribers, router, admission), event.getServletContext().getContextPath());
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (registration != null) {
            registration.close();
        }
    }
}
