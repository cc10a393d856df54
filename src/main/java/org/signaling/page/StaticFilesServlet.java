package org.signaling.page;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.signaling.page.StaticFile.Content;

/**
 * Serves the page and the client's module, the same on every application server. Browsers keep a file and ask each time
 * whether it is still the same; the answer goes by its content. The files are in memory, some 200 kB with their
 * compressed form, and nothing else can be asked for. For all threads.
 */
@WebServlet(urlPatterns = {"/app/*", "/signaling/*", "/signaling-client.js",
    "/signaling-client.d.ts"}, loadOnStartup = 1)
public class StaticFilesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String PAGE = "/app/";
    /** What the paths of the client's module begin with. */
    private static final String MODULE = "/signaling";
    private static final Set<String> FOLDERS = Set.of(PAGE, "/signaling/");
    private static final Set<String> FILES = Set.of("/signaling-client.js", "/signaling-client.d.ts");

    private transient Map<String, StaticFile> files = Map.of();

    @Override
    public void init() throws ServletException {
        Map<String, StaticFile> found = new TreeMap<>();
        try {
            for (String file : FILES) {
                add(file, found);
            }
            for (String folder : FOLDERS) {
                addAll(folder, found);
            }
        } catch (IOException e) {
            throw new ServletException("the page's files cannot be read", e);
        }
        StaticFile index = found.get(PAGE + "index.html");
        if (index != null) {
            found.put(PAGE, index);
        }
        files = Map.copyOf(found);
    }

    private void addAll(String folder, Map<String, StaticFile> found) throws IOException {
        Set<String> paths = getServletContext().getResourcePaths(folder);
        for (String path : paths == null ? Set.<String>of() : paths) {
            if (path.endsWith("/")) {
                addAll(path, found);
            } else {
                add(path, found);
            }
        }
    }

    private void add(String path, Map<String, StaticFile> found) throws IOException {
        ServletContext context = getServletContext();
        try (InputStream stream = context.getResourceAsStream(path)) {
            if (stream != null) {
                found.put(path, new StaticFile(path, stream.readAllBytes()));
            }
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, true);
    }

    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, false);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, boolean withContent)
            throws IOException {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        StaticFile file = files.get(path);
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (path.startsWith(MODULE)) {
            // pages of other origins import the module (Fetch, section 3.3); it is the same for everybody
            response.setHeader("Access-Control-Allow-Origin", "*");
        }
        if (file != null) {
            send(file, request, response, withContent);
        } else if (path.concat("/").equals(PAGE)) {
            // relative: what the request says about the host is not repeated
            response.setHeader("Location", request.getContextPath() + PAGE);
            response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
        } else {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static void send(StaticFile file, HttpServletRequest request, HttpServletResponse response,
            boolean withContent) throws IOException {
        Content content = file.content(joined(request, "Accept-Encoding"));
        response.setHeader("ETag", content.tag());
        // kept, but asked for each time whether it is still the same
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("Vary", "Accept-Encoding");
        if (StaticFile.isKnown(joined(request, "If-None-Match"), content)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(file.type());
        response.setContentLength(content.bytes().length);
        if (content.coding() != null) {
            response.setHeader("Content-Encoding", content.coding());
        }
        if (withContent) {
            response.getOutputStream().write(content.bytes());
        }
    }

    /** A header that may come in several lines (RFC 9110, section 5.3); null where there is none. */
    private static String joined(HttpServletRequest request, String header) {
        String all = String.join(",", Collections.list(request.getHeaders(header)));
        return all.isEmpty() ? null : all;
    }
}
