package dev.penstock.pool.source;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The passwords and tokens that no message and no log may contain: an immutable value. It also decides which part of a
 * URL may be shown. All scans are linear and read a bounded number of characters.
 *
 * @param values the texts to hide
 */
public record Secrets(List<String> values) {
    /** The greatest length of a {@code jdbcUrl}, in characters. Secrets are looked for up to this length. */
    static final int MAX_URL = 65_536;

    private static final String REPLACEMENT = "…";
    private static final String JDBC = "jdbc:";

    /** The most characters that are read of a message. */
    private static final int MAX_READ = 4_096;

    /** A shorter secret is hidden only if no letter or digit is adjacent, because it may be a part of a word. */
    private static final int DISTINCT_LENGTH = 6;

    private static final int MAX_SCHEME = 32;

    /** Drops blank and repeated texts. The longest is first, because a secret may contain another one. */
    public Secrets {
        values = values.stream()
                .filter(value -> !value.isBlank())
                .distinct()
                .sorted((one, other) -> Integer.compare(other.length(), one.length()))
                .toList();
    }

    /** The secrets in a URL and in the driver's properties. */
    static Secrets of(String url, Properties properties) {
        List<String> values = new ArrayList<>();
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name);
            if (UrlSecrets.isSecretName(name)) {
                addForms(value, values);
            } else {
                values.addAll(UrlSecrets.in(cut(value)));
            }
        }
        values.addAll(UrlSecrets.in(cut(url)));
        return new Secrets(values);
    }

    private static String cut(String url) {
        return url.length() <= MAX_URL ? url : url.substring(0, MAX_URL);
    }

    /** These secrets and passwords, which a driver may also write as a part of a URL. */
    Secrets and(Collection<String> passwords) {
        List<String> all = new ArrayList<>(values);
        passwords.forEach(password -> addForms(password, all));
        return new Secrets(all);
    }

    private static void addForms(String secret, List<String> values) {
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        values.add(secret);
        values.add(encoded);
        values.add(encoded.replace("+", "%20"));
    }

    /**
     * The text with each secret replaced, and secrets that overlap as one. A text of more than 4,096 characters is cut.
     */
    String redact(String text) {
        int limit = Math.min(text.length(), MAX_READ);
        StringBuilder kept = new StringBuilder(limit);
        int hidden = 0;
        for (int i = 0; i < limit; i++) {
            int end = endOfSecret(text, i);
            if (end > i && i >= hidden) {
                kept.append(REPLACEMENT);
            }
            hidden = Math.max(hidden, end);
            if (i >= hidden) {
                kept.append(text.charAt(i));
            }
        }
        return kept.toString();
    }

    /** The end of the longest secret that begins at a position; the position itself if none does. */
    private int endOfSecret(String text, int start) {
        for (String value : values) {
            int end = start + value.length();
            if (text.startsWith(value, start) && (value.length() >= DISTINCT_LENGTH || isApart(text, start, end))) {
                return end;
            }
        }
        return start;
    }

    private static boolean isApart(String text, int start, int end) {
        return (start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1)))
                && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
    }

    /** The scheme of a URL, as in {@code jdbc:postgresql:…}. What follows the scheme may contain a password. */
    static String redactUrl(String url) {
        String jdbc = url.startsWith(JDBC) ? JDBC : "";
        return jdbc + scheme(url).map(scheme -> scheme + ":").orElse("") + REPLACEMENT;
    }

    /** The scheme of a URL without {@code jdbc:}, as in {@code postgresql}; empty if its form is unusual. */
    static Optional<String> scheme(String url) {
        boolean jdbc = url.startsWith(JDBC);
        int start = jdbc ? JDBC.length() : 0;
        int end = start;
        while (end < url.length() && end - start < MAX_SCHEME && UrlSecrets.isNameCharacter(url.charAt(end))) {
            end++;
        }
        boolean ends = end > start && url.startsWith(jdbc ? ":" : "://", end);
        return ends ? Optional.of(url.substring(start, end)) : Optional.empty();
    }

    @Override
    public String toString() {
        return values.size() + " secrets";
    }
}
