package dev.penstock.waits.calls;

import org.jspecify.annotations.Nullable;

/**
 * The SQL of a JDBC call, which may contain literals and passwords: an immutable value. No method returns the text
 * itself; {@link #digest} shows it without literals.
 */
public final class SqlText {
    /** The most characters of a text that are kept. */
    public static final int MOST_KEPT = 16_384;

    private static final SqlText COMMIT = new SqlText("COMMIT", 0);
    private static final SqlText ROLLBACK = new SqlText("ROLLBACK", 0);

    private final String kept;
    private final int more;

    private SqlText(String kept, int more) {
        this.kept = kept;
        this.more = more;
    }

    /** The call of {@code commit()}. */
    public static SqlText commit() {
        return COMMIT;
    }

    /** The call of {@code rollback()}. */
    public static SqlText rollback() {
        return ROLLBACK;
    }

    /**
     * What a ledger keeps of {@code sql}: the same object, unless the text is long. A ledger thus keeps a bounded text
     * in memory, and no short text is copied.
     */
    public static Object keep(String sql) {
        return sql.length() <= MOST_KEPT ? sql : cut(sql, MOST_KEPT);
    }

    private static SqlText cut(String sql, int most) {
        return new SqlText(sql.substring(0, most), sql.length() - most);
    }

    /** The text of what {@link #keep} returned. */
    public static SqlText of(Object kept) {
        return kept instanceof SqlText text ? text : new SqlText((String) kept, 0);
    }

    /** The same text, of which at most {@code most} characters are kept. */
    public SqlText shortened(int most) {
        return kept.length() <= most ? this : new SqlText(kept.substring(0, most), more + kept.length() - most);
    }

    /**
     * The text in one line, with {@code ?} for each literal and without comments: at most {@link
     * SqlDigests#MOST_LENGTH} characters and a note of the rest, such as {@code …[1200 more]}.
     */
    public String digest(SqlSyntax syntax) {
        return new SqlDigest(kept, more, syntax).text();
    }

    /** The number of characters that are kept. */
    int length() {
        return kept.length();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SqlText text && text.more == more && text.kept.equals(kept);
    }

    @Override
    public int hashCode() {
        return kept.hashCode();
    }

    /** The digest, by rules that are safe for the SQL of every server. */
    @Override
    public String toString() {
        return digest(SqlSyntax.ANY);
    }
}
