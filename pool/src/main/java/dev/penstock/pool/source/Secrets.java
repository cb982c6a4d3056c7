package dev.penstock.pool.source;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a configuration no message and no log may show: an immutable value.
 *
 * @param values the passwords and tokens
 */
public record Secrets(List<String> values) {
    private static final String SHOWN = "…";
    private static final String NAME = "[\\w.-]*(?:password|passwd|pwd|secret|token)[\\w.-]*";
    private static final Pattern NAMES = Pattern.compile(NAME, Pattern.CASE_INSENSITIVE);
    private static final Pattern IN_URL = Pattern.compile("(" + NAME + ")=([^&;?]*)", Pattern.CASE_INSENSITIVE);
    /** Where in a URL settings begin. */
    private static final Pattern SETTINGS = Pattern.compile("[?;]|" + NAME + "=", Pattern.CASE_INSENSITIVE);

    public Secrets {
        values = values.stream().filter(value -> !value.isBlank()).distinct().toList();
    }

    /** The secrets in a URL and in what else the driver is told. */
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

    /** The same text without the secrets that stand in it by themselves. */
    String hide(String text) {
        String shown = text;
        for (String value : values) {
            shown = shown.replaceAll(
                    "(?<![A-Za-z0-9])" + Pattern.quote(value) + "(?![A-Za-z0-9])", Matcher.quoteReplacement(SHOWN));
        }
        return shown;
    }

    /**
     * A URL of which nothing is known: without its settings and, if it may have a user, without what follows its kind.
     */
    static String redacted(String url) {
        if (url.indexOf('@') >= 0) {
            return url.substring(0, kindEnd(url)) + SHOWN;
        }
        Matcher settings = SETTINGS.matcher(url);
        return settings.find() ? url.substring(0, settings.start()) : url;
    }

    private static int kindEnd(String url) {
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
