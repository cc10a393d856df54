package org.signaling.ops;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The MXBean's place in an MBean server, from when it is made until it is closed. The first application of a JVM is
 * {@code org.signaling:type=Signaling}; one that finds this taken adds {@code application=} and its context path.
 */
final class Registration implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Registration.class.getName());
    private static final String NAME = "org.signaling:type=Signaling";

    private final MBeanServer server;
    private final ObjectName name;

    /**
     * Registers the bean. The application works without it, too: what goes wrong is logged.
     *
     * @param server where; not null
     * @param bean what; not null
     * @param contextPath where the application is, empty for the root; not null
     */
    Registration(MBeanServer server, SignalingMXBean bean, String contextPath) {
        this.server = server;
        ObjectName registered = null;
        try {
            registered = register(inApplication(bean), contextPath);
            LOG.log(Level.INFO, "MXBean {0}", registered);
        } catch (JMException e) {
            LOG.log(Level.WARNING, "the MXBean cannot be registered: {0}", e.toString());
        }
        name = registered;
    }

    /**
     * Operators' calls come on threads of the JVM's own agent, which belong to no application; Payara's beans answer only
     * threads that name one.
     */
    private static SignalingMXBean inApplication(SignalingMXBean bean) {
        ClassLoader application = Registration.class.getClassLoader();
        return (SignalingMXBean) Proxy.newProxyInstance(application, new Class<?>[]{SignalingMXBean.class},
                (proxy, method, arguments) -> {
                    Thread thread = Thread.currentThread();
                    ClassLoader before = thread.getContextClassLoader();
                    thread.setContextClassLoader(application);
                    try {
                        return method.invoke(bean, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        thread.setContextClassLoader(before);
                    }
                });
    }

    private ObjectName register(SignalingMXBean bean, String contextPath) throws JMException {
        try {
            return server.registerMBean(bean, new ObjectName(NAME)).getObjectName();
        } catch (InstanceAlreadyExistsException e) {
            String application = contextPath.isEmpty() ? "ROOT" : contextPath.substring(1);
            String plain = application.replaceAll("[^A-Za-z0-9._/-]", "_");
            return server.registerMBean(bean, new ObjectName(NAME + ",application=" + plain)).getObjectName();
        }
    }

    /** Takes the bean out again, so that nothing of the application stays behind. */
    @Override
    public void close() {
        try {
            if (name != null) {
                server.unregisterMBean(name);
            }
        } catch (JMException e) {
            LOG.log(Level.DEBUG, "{0} is gone already: {1}", name, e.toString());
        }
    }
}
