package org.signaling.signin;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says where one can sign in: {@code [{"name":"blue","label":"Blue","href":"/signin/start?issuer=blue"}]}. */
@WebServlet("/signin/issuers")
public class IssuersServlet extends SignInServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Providers providers;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer.json(list(providers)).send(response);
    }

    static List<Map<String, String>> list(Providers providers) {
        List<Map<String, String>> list = new ArrayList<>();
        for (Provider provider : providers.all()) {
            Map<String, String> entry = new LinkedHashMap<>();
            entry.put("name", provider.issuer().name());
            entry.put("label", provider.client().label());
            entry.put("href", "/signin/start?issuer=" + provider.issuer().name());
            list.add(entry);
        }
        return list;
    }
}
