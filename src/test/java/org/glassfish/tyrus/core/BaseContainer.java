package org.glassfish.tyrus.core;

import java.util.concurrent.ScheduledExecutorService;

/** As much of Tyrus's class of this name as this server touches. */
public class BaseContainer {

    private final ScheduledExecutorService managedScheduledExecutorService;

    /** As Tyrus finds its scheduler in JNDI. */
    public BaseContainer(ScheduledExecutorService scheduler) {
        managedScheduledExecutorService = scheduler;
    }

    /** Where Tyrus's sessions take the scheduler from. */
    public ScheduledExecutorService getScheduledExecutorService() {
        return managedScheduledExecutorService;
    }
}
