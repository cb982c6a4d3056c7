package dev.penstock.console.source;

import dev.penstock.pool.instrument.StatsCodec;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.TimeRange;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The records of a pool of another process, over HTTP.
 *
 * @param console the console that shows the pool
 * @param pool its name
 */
record HttpPool(HttpConsole console, String pool) implements StatsSource {
    @Override
    public StatsRecords read(Set<String> tables, TimeRange range) throws IOException {
        StringBuilder path = new StringBuilder("/records?pool=" + encoded(pool));
        path.append("&tables=").append(encoded(String.join(",", tables)));
        if (range.fromMillis() != Long.MIN_VALUE) {
            path.append("&from=").append(range.fromMillis());
        }
        if (range.toMillis() != Long.MAX_VALUE) {
            path.append("&to=").append(range.toMillis());
        }
        return StatsCodec.decode(console.get(path.toString()));
    }

    @Override
    public String explain(String claim) throws IOException {
        String id = claim.substring(claim.lastIndexOf(' ') + 1);
        if (!id.matches("[A-Za-z0-9._-]{1,100}")) {
            return "Claim '" + HttpConsole.plain(claim) + "' is not of this pool.";
        }
        return console.page("/explain/" + id + "?pool=" + encoded(pool));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        // Each request is a connection of its own, or one that the client keeps.
    }
}
