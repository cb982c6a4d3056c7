package dev.penstock.waits.calls;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The digests of the texts that were seen last, at most {@value #MOST_TEXTS} of them. Thread-safe; no method waits.
 *
 * <p>If there are more texts, all are forgotten and found anew. A text with literals in it is another text each time:
 * its digest is made when a sample needs it, and costs some microseconds.
 */
public final class SqlDigests {
    /** The most texts that are known at a time. */
    public static final int MOST_TEXTS = 1_000;

    /** The greatest length of a digest, in characters, without the note of the rest. */
    public static final int MOST_LENGTH = 1_000;

    /** A longer text is not kept as a key: it would take too much memory. */
    private static final int LONGEST_KEY = 2_000;

    private final SqlSyntax syntax;
    private final Map<SqlText, String> known = new ConcurrentHashMap<>();

    /** Each digest once, so that equal digests share their memory. */
    private final Map<String, String> digests = new ConcurrentHashMap<>();

    /** Digests of texts that a server of this syntax gets. */
    public SqlDigests(SqlSyntax syntax) {
        this.syntax = syntax;
    }

    /** The digest of {@code text}. */
    public String of(SqlText text) {
        String digest = known.get(text);
        if (digest != null) {
            return digest;
        }
        String made = shared(text.digest(syntax));
        if (text.length() <= LONGEST_KEY) {
            put(known, text, made);
        }
        return made;
    }

    /** The number of texts that are known now. */
    int texts() {
        return Math.max(known.size(), digests.size());
    }

    private String shared(String digest) {
        String same = digests.get(digest);
        if (same == null) {
            put(digests, digest, digest);
            return digest;
        }
        return same;
    }

    private static <K> void put(Map<K, String> map, K key, String digest) {
        if (map.size() >= MOST_TEXTS) {
            map.clear();
        }
        map.put(key, digest);
    }
}
