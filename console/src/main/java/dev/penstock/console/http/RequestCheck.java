package dev.penstock.console.http;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that must not be answered, by their head alone. Thread-safe.
 *
 * <p>A console without a token listens at a loopback address. A page in the browser of an operator reaches it all the
 * same: by a request across origins, or by a name of its own that leads to 127.0.0.1 (DNS rebinding). A proxy on the
 * same machine could open it to everybody. Therefore such a console looks at the headers Host, Origin, Sec-Fetch-Site,
 * and those of proxies. A page or a stranger does not know the token, so that a request with the token may come by any
 * name.
 *
 * @param token what each request must have; empty for a console of this machine
 */
record RequestCheck(Optional<Token> token) {
    private static final int LONGEST_TARGET = 4_096;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("(?:localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1])(?::[0-9]{1,5})?");
    private static final List<String> OF_PROXIES =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");
    private static final Pattern FOREIGN_SITE = Pattern.compile("cross-site|same-site");

    /**
     * Checks a request.
     *
     * @param target the target of the request line
     * @throws Refusal if the request must not be answered
     */
    void check(String method, URI target, Headers headers) throws Refusal {
        String host = host(headers);
        if (token.isEmpty()) {
            local(host, headers);
        }
        origin(host, headers);
        token(headers);
        target(target);
        method(method, target);
    }

    private static String host(Headers headers) throws Refusal {
        List<String> hosts = headers.getOrDefault("Host", List.of());
        if (hosts.size() != 1 || !HOST.matcher(hosts.get(0)).matches()) {
            throw new Refusal(Refusal.BAD_REQUEST, "A request needs one header Host.");
        }
        return hosts.get(0).toLowerCase(Locale.ROOT);
    }

    private static void local(String host, Headers headers) throws Refusal {
        if (!LOOPBACK_HOST.matcher(host).matches()) {
            throw new Refusal(
                    Refusal.FORBIDDEN,
                    "This console has no token, and answers only to localhost or a loopback address in the header"
                            + " Host: use http://127.0.0.1:PORT, or set a token.");
        }
        for (String name : OF_PROXIES) {
            if (headers.containsKey(name)) {
                throw new Refusal(
                        Refusal.FORBIDDEN,
                        "This console has no token, and answers no request that came through a proxy (header " + name
                                + "): set a token.");
            }
        }
    }

    private static void origin(String host, Headers headers) throws Refusal {
        boolean foreign = false;
        for (String origin : headers.getOrDefault("Origin", List.of())) {
            String lower = origin.toLowerCase(Locale.ROOT);
            foreign |= !lower.equals("http://" + host) && !lower.equals("https://" + host);
        }
        @Nullable String site = headers.getFirst("Sec-Fetch-Site");
        foreign |= site != null && FOREIGN_SITE.matcher(site).matches();
        if (foreign) {
            throw new Refusal(Refusal.FORBIDDEN, "A page of another origin must not ask this console.");
        }
    }

    private void token(Headers headers) throws Refusal {
        if (token.isEmpty()) {
            return;
        }
        List<String> given = headers.getOrDefault("Authorization", List.of());
        if (given.size() != 1 || !token.get().accepts(given.get(0))) {
            throw new Refusal(
                    Refusal.UNAUTHORIZED,
                    "This console needs its token: send the header Authorization: Bearer TOKEN.",
                    Map.of("WWW-Authenticate", "Bearer realm=\"penstock\""));
        }
    }

    private static void target(URI target) throws Refusal {
        if (target.toString().length() > LONGEST_TARGET) {
            throw new Refusal(Refusal.URI_TOO_LONG, "The path is longer than " + LONGEST_TARGET + " characters.");
        }
        if (target.isAbsolute() || target.getRawAuthority() != null || target.getRawPath() == null) {
            throw new Refusal(Refusal.BAD_REQUEST, "A request names a path, such as /views, and no host.");
        }
    }

    private static void method(String method, URI target) throws Refusal {
        boolean sql = "/sql".equals(target.getRawPath());
        boolean allowed = sql ? method.equals("POST") : method.equals("GET") || method.equals("HEAD");
        if (!allowed) {
            throw new Refusal(
                    Refusal.METHOD_NOT_ALLOWED,
                    sql
                            ? "Send a query as the body of a POST: curl http://HOST:PORT/sql -d 'SELECT 1'."
                            : "This console only reads: use GET, or POST /sql for a query.",
                    Map.of("Allow", sql ? "POST" : "GET, HEAD"));
        }
    }
}
