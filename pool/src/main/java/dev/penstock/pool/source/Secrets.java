package dev.penstock.pool.source;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The passwords and tokens that no message and no log may contain: an immutable value.
 *
 * @param values the texts to hide
 */
public record Secrets(List<String> values) {
    private static final String REPLACEMENT = "…";
    private static final String NAME = "[\\w.-]*(?:password|passwd|pwd|secret|token)[\\w.-]*";
    private static final Pattern NAMES = Pattern.compile(NAME, Pattern.CASE_INSENSITIVE);
    private static final Pattern IN_URL = Pattern.compile("(" + NAME + ")=([^&;?]*)", Pattern.CASE_INSENSITIVE);
    /** The begin of the settings in a URL. */
    private static final Pattern SETTINGS = Pattern.compile("[?;]|" + NAME + "=", Pattern.CASE_INSENSITIVE);

    /** Drops blank and repeated texts. */
    public Secrets {
        values = values.stream().filter(value -> !value.isBlank()).distinct().toList();
    }

    /** The secrets in a URL and in the driver's properties. */
    static Secrets of(String url, Properties properties) {
        List<String> values = new ArrayList<>();
        for (String name : properties.stringPropertyNames()) {
            if (NAMES.matcher(name).matches()) {
                values.add(properties.getProperty(name));
            }
        }
        if (url.indexOf('=') >= 0) {
            addFrom(url, values);
        }
        return new Secrets(values);
    }

    private static void addFrom(String url, List<String> values) {
        Matcher settings = IN_URL.matcher(url);
        while (settings.find()) {
            values.add(settings.group(2));
            values.add(decoded(settings.group(2)));
        }
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    /** The text with each secret replaced, unless a letter or digit is adjacent. */
    String redact(String text) {
        String redacted = text;
        for (String value : values) {
            redacted = redacted.replaceAll(
                    "(?<![A-Za-z0-9])" + Pattern.quote(value) + "(?![A-Za-z0-9])",
                    Matcher.quoteReplacement(REPLACEMENT));
        }
        return redacted;
    }

    /**
     * A URL of an unknown driver without its settings. If the URL may contain a user, only its scheme is left, because
     * the password may be anywhere.
     */
    static String redactUrl(String url) {
        if (url.indexOf('@') >= 0) {
            return url.substring(0, schemeEnd(url)) + REPLACEMENT;
        }
        Matcher settings = SETTINGS.matcher(url);
        return settings.find() ? url.substring(0, settings.start()) : url;
    }

    private static int schemeEnd(String url) {
        if (url.startsWith("jdbc:")) {
            return Math.max("jdbc:".length(), url.indexOf(':', "jdbc:".length()) + 1);
        }
        int authority = url.indexOf("://");
        return authority < 0 ? 0 : authority + "://".length();
    }

    @Override
    public String toString() {
        return values.size() + " secrets";
    }
}
