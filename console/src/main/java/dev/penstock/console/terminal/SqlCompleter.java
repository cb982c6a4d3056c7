package dev.penstock.console.terminal;

import dev.penstock.console.engine.View;
import dev.penstock.pool.instrument.StatsColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes the names of views after {@code FROM}, and elsewhere those of the columns of the query's views. */
final class SqlCompleter implements Completer {
    private static final List<String> WORDS = List.of(
            "SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "JOIN", "USING", "ON", "LIMIT", "WITH", "AND", "DESC");
    private static final Pattern SOURCE =
            Pattern.compile("\\b(?:from|join)\\s+(?:penstock\\.)?(\\w+)(?:\\s+(?:as\\s+)?(\\w+))?");
    private static final Pattern LAST_NAME = Pattern.compile("[\\w.\\\\]*$");

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word().substring(0, line.wordCursor());
        String previous = line.wordIndex() == 0 ? "" : line.words().get(line.wordIndex() - 1);
        for (String candidate : candidates(line.line(), word, previous)) {
            candidates.add(new Candidate(candidate));
        }
    }

    /** All words that may stand in the place of {@code word}: the reader keeps those that begin as it does. */
    static List<String> candidates(String statement, String word, String previous) {
        Matcher last = LAST_NAME.matcher(word);
        int begin = last.find() ? last.start() : word.length();
        String before = word.substring(0, begin);
        String name = word.substring(begin);
        List<String> found = new ArrayList<>();
        if (begin == 0 && previous.toLowerCase(Locale.ROOT).matches("from|join|\\\\d")) {
            View.views().forEach(view -> found.add(view.name()));
            return found;
        }
        Map<String, View> sources = sources(statement);
        int dot = name.indexOf('.');
        if (dot >= 0) {
            View view = sources.get(name.substring(0, dot).toLowerCase(Locale.ROOT));
            if (view != null) {
                view.columns().forEach(column -> found.add(word.substring(0, begin + dot + 1) + column.name()));
            }
            return found;
        }
        TreeSet<String> columns = new TreeSet<>();
        for (View view : sources.isEmpty() ? View.views() : sources.values()) {
            view.columns().stream().map(StatsColumn::name).forEach(columns::add);
        }
        columns.forEach(column -> found.add(before + column));
        if (begin == 0) {
            found.addAll(WORDS);
        }
        return found;
    }

    /** The views of the statement by their names and aliases. */
    private static Map<String, View> sources(String statement) {
        Map<String, View> sources = new LinkedHashMap<>();
        Matcher matcher = SOURCE.matcher(statement.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            for (View view : View.views()) {
                if (view.name().equals(matcher.group(1))) {
                    sources.put(view.name(), view);
                    if (matcher.group(2) != null) {
                        sources.put(matcher.group(2), view);
                    }
                }
            }
        }
        return sources;
    }
}
