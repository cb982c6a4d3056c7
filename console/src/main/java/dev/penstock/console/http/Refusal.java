package dev.penstock.console.http;

import java.util.Map;

/** A request that gets an error: a status, and a sentence for the user. */
final class Refusal extends Exception {
    static final int BAD_REQUEST = 400;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int URI_TOO_LONG = 414;
    static final int INTERNAL_ERROR = 500;
    static final int UNAVAILABLE = 503;

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, String sentence) {
        this(status, sentence, Map.of());
    }

    Refusal(int status, String sentence, Map<String, String> headers) {
        super(sentence, null, false, false);
        this.status = status;
        this.headers = Map.copyOf(headers);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    String sentence() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
