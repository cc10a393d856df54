package org.signaling.settings;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** In a copy of the WAR it tells the settings that the server took, secrets too. */
@WebServlet(SettingsProbe.PATH)
public class SettingsProbe extends HttpServlet {

    static final String PATH = "/settings-taken";

    private static final long serialVersionUID = 1;

    @Inject
    private transient Settings settings;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(String.join("\n", text(settings)));
    }

    /** {@return each single value with the way to it, a line each: the same in every JVM} */
    static List<String> text(Settings settings) {
        List<String> lines = new ArrayList<>();
        add("", settings, lines);
        return lines;
    }

    private static void add(String path, Object value, List<String> lines) {
        if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                try {
                    add(path + "." + component.getName(), component.getAccessor().invoke(value), lines);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> add(path, present, lines));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                add(path + "." + i, list.get(i), lines);
            }
        } else if (value instanceof Set<?> set) {
            List<String> each = new ArrayList<>();
            set.forEach(one -> add(path, one, each));
            Collections.sort(each);
            lines.addAll(each);
        } else if (value instanceof Map<?, ?> map) {
            new TreeMap<>(map).forEach((key, one) -> add(path + "." + key, one, lines));
        } else {
            lines.add(path + "=" + value);
        }
    }
}
