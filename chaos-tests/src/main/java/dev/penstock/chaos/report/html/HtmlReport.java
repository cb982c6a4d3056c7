package dev.penstock.chaos.report.html;

import dev.penstock.chaos.report.model.SuiteRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The results of a suite as one page that needs no network and no other file. It is at most {@link #MOST_BYTES} long: a
 * page that would be longer shows fewer short states and cuts the reports of claims. Thread-safe.
 */
public final class HtmlReport {
    /** The longest page, in bytes. */
    public static final int MOST_BYTES = 3 << 20;

    private static final List<String> SCRIPTS = List.of("base.js", "charts.js", "statemap.js", "report.js");
    private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");
    private static final int CHANGES_PER_RUN = 20_000;
    private static final int REPORT_CHARACTERS_PER_RUN = 100_000;
    private static final int FEWEST_CHANGES = 100;

    private HtmlReport() {}

    /**
     * Writes the page to a file.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(SuiteRecord suite, Path file) throws IOException {
        Files.writeString(file, page(suite));
    }

    /** The page. */
    public static String page(SuiteRecord suite) {
        int changes = CHANGES_PER_RUN;
        int characters = REPORT_CHARACTERS_PER_RUN;
        String page = page(suite, changes, characters);
        while (page.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES && changes > FEWEST_CHANGES) {
            changes = changes * 2 / 3;
            characters = characters * 2 / 3;
            page = page(suite, changes, characters);
        }
        return page;
    }

    private static String page(SuiteRecord suite, int changes, int characters) {
        String style = resource("report.css");
        String script = SCRIPTS.stream()
                .map(HtmlReport::resource)
                .collect(Collectors.joining("", "(() => {\n'use strict';\n", "})();\n"));
        Map<String, String> parts = Map.of(
                "title", escaped(suite.title()),
                "style", style,
                "styleHash", hash(style),
                "script", script,
                "scriptHash", hash(script),
                "data", PageData.json(suite, changes, characters));
        Matcher place = PLACE.matcher(resource("page.html"));
        return place.replaceAll(found -> Matcher.quoteReplacement(parts.get(found.group(1))));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** With it the browser runs this script, and no other. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + name, e);
        }
    }
}
