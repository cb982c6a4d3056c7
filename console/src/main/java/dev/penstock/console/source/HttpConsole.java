package dev.penstock.console.source;

import dev.penstock.pool.instrument.StatsCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A console of another process over HTTP, with the pools that it shows. Each answer is bounded in time and size.
 * Thread-safe.
 */
public final class HttpConsole {
    /** The environment variable of the token. */
    public static final String TOKEN_VARIABLE = "PENSTOCK_CONSOLE_TOKEN";

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int LARGEST_ANSWER = 64 << 20;
    private static final int LONGEST_SENTENCE = 500;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final URI base;
    private final Optional<String> token;
    private final Duration limit;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    private HttpConsole(URI base, Optional<String> token, Duration limit) {
        this.base = base;
        this.token = token;
        this.limit = limit;
    }

    /**
     * The console at a URL. Nothing is connected yet.
     *
     * @param url such as {@code http://127.0.0.1:8087}
     * @param token the console's token, if it has one
     * @param limit the longest time of an answer
     * @throws IOException if the URL is none of a console; the message does not contain it
     */
    public static HttpConsole at(String url, Optional<String> token, Duration limit) throws IOException {
        URI uri;
        try {
            uri = new URI(url.replaceAll("/+$", ""));
        } catch (URISyntaxException e) {
            throw new IOException("the URL of a console has the form http://HOST:PORT", e);
        }
        boolean scheme = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!scheme || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IOException("the URL of a console has the form http://HOST:PORT");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IOException("the URL of a console has no user: give the token by the variable " + TOKEN_VARIABLE);
        }
        return new HttpConsole(uri, token, limit);
    }

    /**
     * The pools that the console shows.
     *
     * @throws IOException if the console cannot be read, or has another version; the message says what to do
     */
    public List<StatsSource> pools() throws IOException {
        JsonNode index;
        try {
            index = MAPPER.readTree(get("/"));
        } catch (JacksonException e) {
            throw new IOException(base + " is no console of Penstock", e);
        }
        if (!"penstock".equals(index.path("console").asString(""))) {
            throw new IOException(base + " is no console of Penstock");
        }
        StatsCodec.requireVersion(index.path("version").asInt(0));
        List<StatsSource> pools = new ArrayList<>();
        for (JsonNode pool : index.path("pools")) {
            pools.add(new HttpPool(this, pool.asString("")));
        }
        if (pools.isEmpty()) {
            throw new IOException("the console at " + base + " shows no pool");
        }
        return pools;
    }

    /** The body of an answer. */
    byte[] get(String path) throws IOException {
        return accepted(send(path));
    }

    /** A page of text, or the sentence that says why there is none. */
    String page(String path) throws IOException {
        HttpResponse<byte[]> response = send(path);
        if (response.statusCode() == NOT_FOUND) {
            String sentence = sentence(response.body());
            if (!sentence.isEmpty()) {
                return sentence;
            }
        }
        return new String(accepted(response), StandardCharsets.UTF_8);
    }

    private byte[] accepted(HttpResponse<byte[]> response) throws IOException {
        int status = response.statusCode();
        if (status == OK) {
            return response.body();
        }
        if (status == UNAUTHORIZED) {
            throw new IOException(
                    token.isPresent()
                            ? "the console at " + base + " has another token"
                            : "the console at " + base + " needs its token: give it by the variable " + TOKEN_VARIABLE);
        }
        String sentence = sentence(response.body());
        throw new IOException("the console at " + base + " answers with status " + status
                + (sentence.isEmpty() ? "" : ": " + sentence));
    }

    private HttpResponse<byte[]> send(String path) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(limit);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request.build(), head -> new BoundedBody(LARGEST_ANSWER));
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw tooLate(e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("the read from the console at " + base + " was interrupted", e);
        }
    }

    private IOException tooLate(Exception e) {
        return new IOException("the console at " + base + " did not answer within " + limit.toMillis() + " ms", e);
    }

    private IOException failure(Throwable cause) {
        if (cause instanceof HttpTimeoutException late) {
            return tooLate(late);
        }
        if (cause instanceof ConnectException) {
            return new IOException(
                    "nothing listens at " + base + ": set the pool's consoleAddress, or open a console by"
                            + " Console.open",
                    cause);
        }
        String message =
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        return new IOException("the console at " + base + " cannot be read: " + plain(message), cause);
    }

    /** The sentence of an error, which comes from a stranger; empty if there is none. */
    private static String sentence(byte[] body) {
        try {
            return plain(MAPPER.readTree(body).path("error").asString(""));
        } catch (JacksonException e) {
            return "";
        }
    }

    /** A text as one short line without controls. */
    static String plain(String text) {
        String line = text.replaceAll("\\p{C}", "?");
        return line.length() > LONGEST_SENTENCE ? line.substring(0, LONGEST_SENTENCE) + "…" : line;
    }

    @Override
    public String toString() {
        return "console at " + base;
    }

    /** Collects a body, and gives up one that is too large. */
    private static final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
        private final int most;
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.@Nullable Subscription subscription;

        BoundedBody(int most) {
            this.most = most;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                if (bytes.size() + part.remaining() > most) {
                    Objects.requireNonNull(subscription).cancel();
                    body.completeExceptionally(new IOException("its answer is larger than " + (most >> 20) + " MiB"));
                    return;
                }
                byte[] copy = new byte[part.remaining()];
                part.get(copy);
                bytes.writeBytes(copy);
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}
