package org.signaling.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.stream.Collectors;

/**
 * One line that says with what the server was started, for whoever looks for it in a log. In the uber-jar its main class
 * is told too, and says it once more when the server listens, last of all; and why it does not, if it does not.
 */
@ApplicationScoped
public class StartLine {

    private static final Logger LOG = System.getLogger(StartLine.class.getName());

    /** As in the uber-jar's main class, which is not in the WAR. */
    private static final String ASKED = "org.signaling.uber-jar";
    private static final String STARTED = "org.signaling.started";
    private static final String FAILED = "org.signaling.failed";

    private final Settings settings;

    /** For CDI's proxies. */
    StartLine() {
        this(null);
    }

    /**
     * @param settings what to tell of; not null
     */
    @Inject
    public StartLine(Settings settings) {
        this.settings = settings;
    }

    /**
     * Says it once.
     *
     * @param context the WAR's; not null
     */
    void started(@Observes @Initialized(ApplicationScoped.class) ServletContext context) {
        LOG.log(Level.INFO, "Signaling is started at {0}/: {1}", context.getContextPath(), text(settings));
        tell(STARTED, text(settings));
    }

    /**
     * {@return the line, without secrets; never null}
     *
     * @param settings what to tell of; not null
     */
    static String text(Settings settings) {
        ClusterSettings cluster = settings.cluster();
        return "issuers " + settings.issuers().stream().map(issuer -> issuer.name() + " (" + issuer.issuer() + ")")
                .collect(Collectors.joining(", "))
                + "; origins " + (settings.origins().isEmpty()
                        ? "its own"
                        : "its own, " + settings.origins().stream().sorted().collect(Collectors.joining(", ")))
                + "; cluster " + (cluster.mode() == ClusterSettings.ClusterMode.NONE
                        ? "none"
                        : cluster.name() + " at " + cluster.bindAddress() + ", port " + cluster.bindPort());
    }

    /** Tells the uber-jar why there is no WAR. */
    static void failed(SettingsException why) {
        tell(FAILED, why.getMessage());
    }

    private static void tell(String property, String text) {
        if (System.getProperty(ASKED) != null) {
            System.setProperty(property, text);
        }
    }
}
