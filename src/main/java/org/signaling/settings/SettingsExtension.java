package org.signaling.settings;

import static jakarta.interceptor.Interceptor.Priority.LIBRARY_BEFORE;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Reads the settings while the server deploys the WAR: they become a bean, or the deployment stops and says why. A
 * portable extension is the one place where every server stops a deployment with the message it is given; and the end of
 * the validation is the moment after which Open Liberty still deploys the next WAR. Before others are told of that end:
 * WildFly's health extension would have registered the checks of the WAR, and keep them for ever.
 */
public final class SettingsExtension implements Extension {

    private SettingsException wrong;

    void readSettings(@Observes AfterBeanDiscovery event) {
        try {
            Settings settings = Settings.read(ConfigProvider.getConfig());
            event.<Settings>addBean().types(Settings.class).scope(Singleton.class).createWith(context -> settings);
        } catch (SettingsException e) {
            wrong = e;
            event.<Settings>addBean().types(Settings.class).scope(Singleton.class).createWith(context -> {
                throw e;
            });
        }
    }

    void stopDeployment(@Observes @Priority(LIBRARY_BEFORE) AfterDeploymentValidation event) {
        if (wrong != null) {
            StartLine.failed(wrong);
            // one that is only added would not keep the others from being told
            throw wrong;
        }
    }
}
