package dev.penstock.console.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a request gets: an immutable value, except for the bytes, which nobody changes.
 *
 * @param status the status of HTTP
 * @param type the media type
 * @param bytes the body
 * @param headers further headers
 */
record Answer(int status, String type, byte[] bytes, Map<String, String> headers) {
    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";
    static final String CSV = "text/csv; charset=utf-8";
    static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    static final String RECORDS = "application/vnd.penstock.records";

    private static final int OK = 200;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static Answer of(String type, byte[] bytes) {
        return new Answer(OK, type, bytes, Map.of());
    }

    static Answer text(String type, String text) {
        return of(type, text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer json(Object value) {
        return of(JSON, toJson(value));
    }

    static Answer of(Refusal refusal) {
        return new Answer(refusal.status(), JSON, toJson(Map.of("error", refusal.sentence())), refusal.headers());
    }

    private static byte[] toJson(Object value) {
        String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
