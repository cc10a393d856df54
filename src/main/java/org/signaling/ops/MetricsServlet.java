package org.signaling.ops;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.signaling.delivery.Subscribers;
import org.signaling.handshake.Admission;
import org.signaling.settings.MetricsAccess;
import org.signaling.settings.Settings;
import org.signaling.signaling.MessageRouter;

/**
 * The metrics for Prometheus, for whom {@code signaling.metrics} allows to read them. Not at {@code /metrics}, which
 * belongs to the server itself where that has MicroProfile Metrics. For all threads.
 */
@WebServlet(urlPatterns = "/signaling/metrics", loadOnStartup = 1)
public class MetricsServlet extends HttpServlet {

    /** With one of these a request came through a proxy: its caller is not the one whom the server sees. */
    private static final List<String> OF_PROXIES = List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
            "X-Real-IP", "Via");

    @Inject
    private Settings settings;
    @Inject
    private Subscribers subscribers;
    @Inject
    private MessageRouter router;
    @Inject
    private Admission admission;

    private transient MetricsAccess access;
    private transient Metrics metrics;

    /** For the container, which then injects what is measured. */
    public MetricsServlet() {
    }

    MetricsServlet(MetricsAccess access, Metrics metrics) {
        this.access = access;
        this.metrics = metrics;
    }

    @Override
    public void init() {
        access = settings.metrics();
        if (access != MetricsAccess.OFF) {
            metrics = new Metrics(subscribers, router, admission);
        }
    }

    @Override
    public void destroy() {
        if (metrics != null) {
            metrics.close();
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        if (access == MetricsAccess.OFF) {
            answer(response, HttpServletResponse.SC_NOT_FOUND, "text/plain", "There are no metrics here.\n");
        } else if (access == MetricsAccess.LOCAL && !isLocal(request)) {
            answer(response, HttpServletResponse.SC_FORBIDDEN, "text/plain",
                    "The metrics are for callers on the server's own machine; signaling.metrics=open opens them.\n");
        } else {
            answer(response, HttpServletResponse.SC_OK, "text/plain; version=0.0.4; charset=utf-8", metrics.text());
        }
    }

    private static boolean isLocal(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        boolean loopback = address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
        boolean own = address.equals(request.getLocalAddr());
        return (loopback || own) && OF_PROXIES.stream().allMatch(name -> request.getHeader(name) == null);
    }

    private static void answer(HttpServletResponse response, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
