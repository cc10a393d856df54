package org.signaling.testing;

import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Starts Keycloak before the first test if any of the tests needs it, so that it is ready when they begin. */
public final class KeycloakStarter implements TestExecutionListener {

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        boolean needed = plan.getRoots().stream()
                .flatMap(root -> plan.getDescendants(root).stream())
                .anyMatch(KeycloakStarter::needsKeycloak);
        if (needed) {
            Keycloak.start();
        }
    }

    private static boolean needsKeycloak(TestIdentifier test) {
        return test.getSource()
                .filter(source -> source instanceof ClassSource testClass
                        && testClass.getJavaClass().isAnnotationPresent(NeedsKeycloak.class))
                .isPresent();
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        Keycloak.stop();
    }
}
