package dev.penstock.console.http;

import dev.penstock.console.engine.View;
import dev.penstock.console.format.Format;
import dev.penstock.console.source.StatsSource;
import dev.penstock.pool.instrument.Instrument;
import dev.penstock.pool.instrument.StatsCatalogue;
import dev.penstock.pool.instrument.StatsCodec;
import dev.penstock.pool.instrument.StatsTable;
import dev.penstock.pool.instrument.TimeRange;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What each path answers. Thread-safe.
 *
 * @param queries the queries over the pools
 */
record Pages(Queries queries) {
    private static final Pattern VIEW = Pattern.compile("/views/([a-z_]{1,64})");
    private static final Pattern CLAIM = Pattern.compile("/explain/([A-Za-z0-9._-]{1,100})");

    private static final String METRICS = "/metrics";

    /** The paths without parameters. */
    private static final Set<String> PLAIN = Set.of("/", "/views", METRICS);

    /** The paths and their answers, in the order of the index. */
    private static final Map<String, String> PATHS = paths();

    private static Map<String, String> paths() {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("GET /", "this index");
        paths.put("GET /views", "the views and their columns");
        paths.put("GET /views/{view}", "all rows of a view; ?format=json, csv or text");
        paths.put("POST /sql", "the rows of the query that is the body; ?format=json, csv or text");
        paths.put("GET /explain/{claim}", "a page of text about a claim, in flight or kept; ?pool=NAME");
        paths.put("GET " + METRICS, "the metrics for Prometheus");
        paths.put("GET /records", "the records as bytes for the terminal; ?pool=NAME&tables=A,B&from=MS&to=MS");
        return paths;
    }

    /** Whether the answer is made of all metrics of a registry, those of others included. */
    static boolean isScrape(URI target) {
        return METRICS.equals(target.getRawPath());
    }

    /**
     * Answers a request.
     *
     * @param accept the header Accept; empty without it
     * @param body the body of a POST, otherwise empty
     * @throws Refusal if there is no such page, or if the request is wrong
     */
    Answer answer(URI target, String accept, String body) throws Refusal {
        String path = target.getRawPath();
        var view = VIEW.matcher(path);
        if (view.matches()) {
            return view(view.group(1), format(Parameters.of(target, "format"), accept));
        }
        var claim = CLAIM.matcher(path);
        if (claim.matches()) {
            return explain(claim.group(1), Parameters.of(target, "pool"));
        }
        if (PLAIN.contains(path)) {
            Parameters.requireNone(target);
        }
        return switch (path) {
            case "/" -> index();
            case "/views" -> views();
            case "/sql" -> query(body, format(Parameters.of(target, "format"), accept));
            case "/records" -> records(Parameters.of(target, "pool", "tables", "from", "to"));
            case METRICS -> metrics(accept);
            default -> throw new Refusal(Refusal.NOT_FOUND, "There is no such path: GET / lists the paths.");
        };
    }

    private Answer index() {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("console", "penstock");
        index.put("version", Instrument.VERSION);
        index.put("pools", queries.sources().stream().map(StatsSource::pool).toList());
        index.put("paths", PATHS);
        index.put("views", View.views().stream().map(View::name).toList());
        return Answer.json(index);
    }

    private static Answer views() {
        List<Map<String, Object>> views = new ArrayList<>();
        for (View view : View.views()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("name", view.name());
            shown.put("description", view.description());
            shown.put(
                    "columns",
                    view.columns().stream()
                            .map(column -> Map.of(
                                    "name", column.name(),
                                    "type", column.type().name().toLowerCase(Locale.ROOT),
                                    "description", column.description()))
                            .toList());
            views.add(shown);
        }
        return Answer.json(views);
    }

    private Answer view(String name, Format format) throws Refusal {
        for (View view : View.views()) {
            if (view.name().equals(name)) {
                return query("SELECT * FROM " + name, format);
            }
        }
        throw new Refusal(Refusal.NOT_FOUND, "There is no view '" + name + "': GET /views lists the views.");
    }

    private Answer query(String sql, Format format) throws Refusal {
        if (sql.isBlank()) {
            throw new Refusal(Refusal.BAD_REQUEST, "Send a query as the body, such as SELECT * FROM activity.");
        }
        Format.Rows rows = queries.run(sql);
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        format.write(rows, out, false);
        out.flush();
        return Answer.text(
                switch (format) {
                    case JSON -> Answer.JSON;
                    case CSV -> Answer.CSV;
                    case TABLE -> Answer.TEXT;
                },
                text.toString());
    }

    /** The parameter {@code format}, otherwise the first form that the header names, otherwise JSON. */
    private static Format format(Parameters parameters, String accept) throws Refusal {
        String wanted = parameters.find("format").orElse("");
        if (!wanted.isEmpty()) {
            return switch (wanted) {
                case "json" -> Format.JSON;
                case "csv" -> Format.CSV;
                case "text" -> Format.TABLE;
                default -> throw new Refusal(Refusal.BAD_REQUEST, "The parameter format must be json, csv or text.");
            };
        }
        for (String type : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String plain = type.split(";", 2)[0].strip();
            switch (plain) {
                case "application/json" -> {
                    return Format.JSON;
                }
                case "text/csv" -> {
                    return Format.CSV;
                }
                case "text/plain" -> {
                    return Format.TABLE;
                }
                default -> {
                    // another form is not served
                }
            }
        }
        return Format.JSON;
    }

    /** Asks each pool, because the ID of a claim does not name its pool. */
    private Answer explain(String claim, Parameters parameters) throws Refusal {
        List<String> unknown = new ArrayList<>();
        for (StatsSource source : sources(parameters)) {
            try {
                String text = source.explain(claim);
                if (!text.startsWith("Claim ")) {
                    return Answer.text(Answer.TEXT, text.endsWith("\n") ? text : text + "\n");
                }
                unknown.add(text);
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        String sentence = unknown.stream()
                .filter(text -> !text.startsWith("Claim '"))
                .findFirst()
                .orElse(unknown.get(0));
        throw new Refusal(Refusal.NOT_FOUND, sentence);
    }

    /**
     * Pools that share a registry have one text: that of the first pool with one. Exemplars exist in OpenMetrics only.
     */
    private Answer metrics(String accept) throws Refusal {
        String type = accept.contains("application/openmetrics-text") ? Answer.OPEN_METRICS : Answer.METRICS;
        for (StatsSource source : queries.sources()) {
            try {
                Optional<String> text = source.metrics(type);
                if (text.isPresent()) {
                    return Answer.text(type, text.get());
                }
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        throw new Refusal(
                Refusal.NOT_FOUND,
                "There are no metrics for Prometheus: no Prometheus registry shows this pool. The view wait_events has"
                        + " the same figures.");
    }

    private List<StatsSource> sources(Parameters parameters) throws Refusal {
        String wanted = parameters.find("pool").orElse("");
        List<StatsSource> found = queries.sources().stream()
                .filter(source -> wanted.isEmpty() || source.pool().equals(wanted))
                .toList();
        if (found.isEmpty()) {
            throw new Refusal(Refusal.NOT_FOUND, "There is no such pool: GET / lists the pools.");
        }
        return found;
    }

    private Answer records(Parameters parameters) throws Refusal {
        List<StatsSource> found = sources(parameters);
        if (found.size() > 1) {
            throw new Refusal(
                    Refusal.BAD_REQUEST, "There are several pools: name one by ?pool=NAME. GET / lists the pools.");
        }
        Set<String> known = new LinkedHashSet<>();
        for (StatsTable<?> table : StatsCatalogue.tables()) {
            known.add(table.name());
        }
        Set<String> wanted = new LinkedHashSet<>(parameters.list("tables"));
        if (!known.containsAll(wanted)) {
            throw new Refusal(Refusal.NOT_FOUND, "There is no such table; there are " + known + ".");
        }
        TimeRange range =
                new TimeRange(parameters.millis("from", Long.MIN_VALUE), parameters.millis("to", Long.MAX_VALUE));
        try {
            return Answer.of(
                    Answer.RECORDS, StatsCodec.encode(found.get(0).read(wanted.isEmpty() ? known : wanted, range)));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static Refusal unreadable(IOException e) {
        String message = e.getMessage();
        return new Refusal(Refusal.UNAVAILABLE, message == null ? "The pool cannot be read." : message);
    }
}
