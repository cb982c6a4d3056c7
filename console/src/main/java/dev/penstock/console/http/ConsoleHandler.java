package dev.penstock.console.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.penstock.console.engine.ProcessorShare;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Answers each request: checks its head, reads its body, and writes its answer. Thread-safe.
 *
 * @param check refuses requests that must not be answered
 * @param pages the answers
 * @param workers run the requests
 * @param share the processors that all requests share
 * @param times the limits of time
 */
record ConsoleHandler(RequestCheck check, Pages pages, DeadlineWorkers workers, ProcessorShare share, Times times)
        implements HttpHandler {
    /**
     * The limits of time of a request.
     *
     * @param request until its head and body are read
     * @param permit until other requests leave a permit
     * @param answer from then on until the client has its answer
     */
    record Times(Duration request, Duration permit, Duration answer) {
        static final Times DEFAULT = new Times(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    private static final int NO_BODY = -1;

    private static final Map<String, String> SAFETY = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY");

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                write(exchange, answer(exchange, body(exchange)));
            } catch (Refusal refusal) {
                write(exchange, Answer.of(refusal));
            }
        }
    }

    /** Checks the head, and reads the body of a query. */
    private String body(HttpExchange exchange) throws Refusal, IOException {
        check.check(exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders());
        if (!exchange.getRequestMethod().equals("POST")) {
            return "";
        }
        requireSize(announced(exchange));
        byte[] bytes = exchange.getRequestBody().readNBytes(Queries.LONGEST_QUERY + 1);
        requireSize(bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long announced(HttpExchange exchange) {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        return length == null ? 0 : Long.parseLong(length.strip());
    }

    /** Nothing more of the body is read, and the connection is closed after the answer. */
    private static void requireSize(long bytes) throws Refusal {
        if (bytes > Queries.LONGEST_QUERY) {
            throw new Refusal(
                    Refusal.TOO_LARGE,
                    "A query has at most " + Queries.LONGEST_QUERY + " bytes.",
                    Map.of("Connection", "close"));
        }
    }

    /** The permit is returned before the answer is written: a slow client keeps none. */
    private Answer answer(HttpExchange exchange, String body) throws Refusal {
        ProcessorShare.Use use = begin(exchange.getRequestURI());
        try {
            workers.extend(times.answer());
            String accept =
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Accept"), "");
            return pages.answer(exchange.getRequestURI(), accept, body);
        } catch (RuntimeException | Error e) {
            throw new Refusal(
                    Refusal.INTERNAL_ERROR,
                    "The console failed: " + e.getClass().getName() + ".");
        } finally {
            use.close();
        }
    }

    private ProcessorShare.Use begin(URI target) throws Refusal {
        boolean scrape = Pages.isScrape(target);
        try {
            return scrape ? share.beginScrape(times.permit()) : share.begin(times.permit());
        } catch (SQLException e) {
            String others = scrape
                    ? "Another request reads the metrics at this moment"
                    : "Other requests read from the pools at this moment";
            throw new Refusal(Refusal.UNAVAILABLE, others + ": ask again in a second.", Map.of("Retry-After", "1"));
        }
    }

    private static void write(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        SAFETY.forEach(headers::set);
        answer.headers().forEach(headers::set);
        headers.set("Content-Type", answer.type());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        byte[] bytes = answer.bytes();
        if (head) {
            headers.set("Content-Length", Integer.toString(bytes.length));
        }
        exchange.sendResponseHeaders(answer.status(), head ? NO_BODY : bytes.length);
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }
}
