package dev.penstock.pool.source;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * The passwords and tokens that no message and no log may contain: an immutable value. It also decides which part of a
 * URL may be shown. All scans are linear and read a bounded number of characters.
 *
 * @param values the texts to hide
 */
public record Secrets(List<String> values) {
    private static final String REPLACEMENT = "…";
    private static final String JDBC = "jdbc:";
    private static final List<String> NAME_PARTS = List.of("pass", "pwd", "secret", "token", "credential", "apikey");

    /** The most characters that are read of a URL or of a message. */
    private static final int MAX_READ = 4_096;

    /** The most secrets that are looked for in one URL. */
    private static final int MAX_IN_URL = 64;

    /** A shorter secret is hidden only if no letter or digit is adjacent, because it may be a part of a word. */
    private static final int DISTINCT_LENGTH = 8;

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
            if (isSecretName(name)) {
                values.add(value);
            } else if (value.indexOf(':') >= 0) {
                addFrom(value, values);
            }
        }
        addFrom(url, values);
        return new Secrets(values);
    }

    private static boolean isSecretName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAME_PARTS.stream().anyMatch(lower::contains);
    }

    private static void addFrom(String url, List<String> values) {
        String read = cut(url);
        List<String> found = new ArrayList<>();
        addSettings(read, found);
        addUserPart(read, found);
        for (String value : found) {
            values.add(value);
            values.add(decoded(value));
        }
    }

    /**
     * Adds the values of secret settings, such as {@code password=x}. Drivers disagree whether a semicolon ends a
     * value. Therefore the value with and without the rest after a semicolon counts.
     */
    private static void addSettings(String url, List<String> found) {
        int equals = url.indexOf('=');
        while (equals >= 0 && found.size() < MAX_IN_URL) {
            if (isSecretName(url.substring(nameStart(url, equals), equals))) {
                found.add(url.substring(equals + 1, endOf(url, equals + 1, "&;?,")));
                found.add(url.substring(equals + 1, endOf(url, equals + 1, "&;")));
                found.add(url.substring(equals + 1, endOf(url, equals + 1, "&")));
            }
            equals = url.indexOf('=', equals + 1);
        }
    }

    private static int nameStart(String url, int equals) {
        int start = equals;
        while (start > 0 && equals - start < MAX_SCHEME && isNameCharacter(url.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isNameCharacter(char character) {
        return Character.isLetterOrDigit(character) || "_.-".indexOf(character) >= 0;
    }

    private static int endOf(String url, int from, String ends) {
        int end = from;
        while (end < url.length() && ends.indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /**
     * Adds the passwords before each {@code @}, such as in {@code //user:x@host} and {@code thin:user/x@host}. A
     * password may contain separators. Therefore the texts after each of the last separators count.
     */
    private static void addUserPart(String url, List<String> found) {
        int at = url.indexOf('@');
        while (at >= 0 && found.size() < MAX_IN_URL) {
            for (int i = at - 1; i > 0 && found.size() < MAX_IN_URL; i--) {
                boolean separator = url.charAt(i) == ':' || url.charAt(i) == '/';
                if (separator && url.charAt(i - 1) == '/') {
                    break;
                }
                if (separator) {
                    found.add(url.substring(i + 1, at));
                }
            }
            at = url.indexOf('@', at + 1);
        }
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    /** The text with each secret replaced. A text of more than 4,096 characters is cut. */
    String redact(String text) {
        String redacted = cut(text);
        for (String value : values) {
            redacted = without(value, redacted);
        }
        return redacted;
    }

    private static String without(String value, String text) {
        int found = text.indexOf(value);
        if (found < 0) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int from = 0;
        while (found >= 0) {
            int end = found + value.length();
            if (value.length() >= DISTINCT_LENGTH || isApart(text, found, end)) {
                kept.append(text, from, found).append(REPLACEMENT);
                from = end;
            }
            found = text.indexOf(value, Math.max(from, found + 1));
        }
        return kept.append(text, from, text.length()).toString();
    }

    private static boolean isApart(String text, int start, int end) {
        return (start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1)))
                && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
    }

    private static String cut(String text) {
        return text.length() <= MAX_READ ? text : text.substring(0, MAX_READ);
    }

    /** The scheme of a URL, as in {@code jdbc:postgresql:…}. What follows the scheme may contain a password. */
    static String redactUrl(String url) {
        int start = url.startsWith(JDBC) ? JDBC.length() : 0;
        int end = start;
        while (end < url.length() && end - start < MAX_SCHEME && isNameCharacter(url.charAt(end))) {
            end++;
        }
        boolean scheme = end > start && (start > 0 ? url.startsWith(":", end) : url.startsWith("://", end));
        return url.substring(0, scheme ? end + 1 : start) + REPLACEMENT;
    }

    @Override
    public String toString() {
        return values.size() + " secrets";
    }
}
