package org.signaling.testing;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.deployment.Deployment;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentScenario;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.event.DeployManagedDeployments;
import org.jboss.arquillian.container.spi.event.DeploymentEvent;
import org.jboss.arquillian.container.spi.event.UnDeployDeployment;
import org.jboss.arquillian.container.spi.event.UnDeployManagedDeployments;
import org.jboss.arquillian.container.spi.event.container.AfterDeploy;
import org.jboss.arquillian.container.test.impl.client.deployment.event.GenerateDeployment;
import org.jboss.arquillian.core.api.Event;
import org.jboss.arquillian.core.api.Instance;
import org.jboss.arquillian.core.api.InstanceProducer;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.EventContext;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.arquillian.test.spi.annotation.ClassScoped;
import org.jboss.arquillian.test.spi.enricher.resource.ResourceProvider;
import org.jboss.arquillian.test.spi.event.suite.AfterSuite;

/**
 * Lets all test classes share one deployment. Arquillian deploys for each class, and with Payara Micro each deployment
 * is a server of its own; all classes here test the same WAR, so the first one's deployment serves them all.
 */
public final class OneDeployment implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Keeper.class);
        builder.service(ResourceProvider.class, ContainerProvider.class);
    }

    /** Gives a test the server itself, to undeploy and deploy by hand. */
    public static final class ContainerProvider implements ResourceProvider {

        @Inject
        private Instance<ContainerRegistry> containers;

        @Override
        public boolean canProvide(Class<?> type) {
            return type == DeployableContainer.class;
        }

        @Override
        public Object lookup(ArquillianResource resource, Annotation... qualifiers) {
            return containers.get().getContainers().get(0).getDeployableContainer();
        }
    }

    /** Steps between Arquillian's events and its own answers to them. For Arquillian's one thread. */
    static final class Keeper {

        /** Enough to see why a server did not take the WAR. */
        private static final int LOG_LINES = 60;

        @Inject
        @ClassScoped
        private InstanceProducer<DeploymentScenario> scenario;
        @Inject
        private Instance<ProtocolMetaData> metaData;
        @Inject
        private Instance<ContainerRegistry> containers;
        @Inject
        private Event<DeploymentEvent> deployments;

        private DeploymentScenario shared;
        private boolean deployed;
        private RuntimeException failure;

        void generate(@Observes EventContext<GenerateDeployment> generation) {
            if (shared == null) {
                generation.proceed();
                shared = scenario.get();
            } else {
                scenario.set(shared);
            }
        }

        void deploy(@Observes EventContext<DeployManagedDeployments> deployment) {
            if (failure != null) {
                throw new IllegalStateException("the WAR could not be deployed for an earlier test class", failure);
            }
            if (!deployed) {
                try {
                    deployment.proceed();
                    deployed = true;
                } catch (RuntimeException e) {
                    failure = e;
                    throw e;
                }
            }
        }

        /**
         * Payara Micro starts without the WAR that it could not deploy. Its adapter reads off the server's output what
         * is deployed, and now and then reads too early; so the server itself is asked.
         */
        void check(@Observes AfterDeploy event) throws IOException {
            HTTPContext server = metaData.get().getContexts(HTTPContext.class).iterator().next();
            HttpURLConnection root = (HttpURLConnection) URI
                    .create("http://" + server.getHost() + ":" + server.getPort() + "/").toURL().openConnection();
            root.setInstanceFollowRedirects(false);
            if (root.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new IllegalStateException(
                        "the server started without the WAR; its log, without stack traces, ends\n" + endOfLog());
            }
            root.disconnect();
        }

        private static String endOfLog() throws IOException {
            Path log = Path.of(System.getProperty("server.log"));
            if (Files.notExists(log)) {
                return "nowhere: there is no " + log;
            }
            List<String> lines = Files.readAllLines(log).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("\tat ")).toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        }

        void undeploy(@Observes EventContext<UnDeployManagedDeployments> undeployment) {
            // not yet: the next class needs it
        }

        /** Before the containers are stopped. */
        void end(@Observes(precedence = 1) AfterSuite event) {
            if (shared != null) {
                for (Deployment each : shared.deployedDeploymentsInUnDeployOrder()) {
                    deployments.fire(new UnDeployDeployment(
                            containers.get().getContainer(each.getDescription().getTarget()), each));
                }
            }
        }
    }
}
