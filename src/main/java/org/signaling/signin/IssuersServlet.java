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

/**
 * Says where one can sign in: {@code [{"name":"blue","label":"Blue","issuer":"https://…","href":"/signin/start?…"}]}, where
 * {@code issuer} is as in {@code iss} of the tokens.
 */
@WebServlet("/signin/issuers")
public class IssuersServlet extends SignInServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Providers providers;
    @Inject
    private transient Seals seals;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        list(providers, seals, visit(request)).send(response);
    }

    /** What is in the link besides the issuer is for browsers that do not say which page a request comes from. */
    static Answer list(Providers providers, Seals seals, Visit visit) {
        String browser = visit.browser() == null ? seals.randomText() : visit.browser();
        String page = seals.of(browser).seal(SignIn.PAGE);
        List<Map<String, String>> list = new ArrayList<>();
        for (Provider provider : providers.all()) {
            Map<String, String> entry = new LinkedHashMap<>();
            entry.put("name", provider.issuer().name());
            entry.put("label", provider.client().label());
            entry.put("issuer", provider.issuer().issuer());
            entry.put("href", visit.origin().path() + "/signin/start?issuer=" + provider.issuer().name()
                    + "&page=" + page);
            list.add(entry);
        }
        return new Answer(HttpServletResponse.SC_OK, null, Answer.json(list).json(),
                visit.browser() == null ? List.of(visit.names().browser(browser)) : List.of());
    }
}
