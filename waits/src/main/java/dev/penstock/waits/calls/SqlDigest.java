package dev.penstock.waits.calls;

import java.util.Locale;
import java.util.Set;

/**
 * Makes one digest: copies keywords, names and operators, writes {@code ?} for each literal, and leaves comments out.
 * It reads each character a bounded number of times. Used by one thread.
 *
 * <p>A literal must not survive. Servers differ in where a literal ends: {@code 'a\'} is a whole literal for
 * PostgreSQL, and the begin of one for MySQL. If the two readings differ and the server is not known to use one of
 * them, the digest ends, and the rest is only counted.
 */
final class SqlDigest {
    private static final Set<String> PREFIXES = Set.of("b", "e", "n", "x", "u&");
    private static final String LIST = "?, …";

    private final String sql;
    private final int more;
    private final boolean postgres;
    private final StringBuilder out = new StringBuilder();
    private int at;

    /** Whether white space or a comment stands between the last token and the next one. */
    private boolean gap;

    /** Whether the rest of the text must not be shown. */
    private boolean stopped;

    SqlDigest(String sql, int more, SqlSyntax syntax) {
        this.sql = sql;
        this.more = more;
        this.postgres = syntax == SqlSyntax.POSTGRESQL;
    }

    String text() {
        while (!stopped && at < sql.length() && out.length() < SqlDigests.MOST_LENGTH) {
            token(sql.charAt(at));
        }
        int hidden = more + sql.length() - at;
        if (out.length() > SqlDigests.MOST_LENGTH) {
            hidden += out.length() - SqlDigests.MOST_LENGTH;
            out.setLength(SqlDigests.MOST_LENGTH);
        }
        return hidden > 0 ? out + "…[" + hidden + " more]" : out.toString();
    }

    private char ahead(int distance) {
        int index = at + distance;
        return index < sql.length() ? sql.charAt(index) : '\0';
    }

    private boolean isNext(String text) {
        return sql.startsWith(text, at);
    }

    private void token(char first) {
        if (Character.isWhitespace(first) || Character.isSpaceChar(first)) {
            gap = true;
            at++;
        } else if (isNext("--")) {
            lineComment(2);
        } else if (first == '#' && !postgres) {
            lineComment(1);
        } else if (isNext("/*")) {
            blockComment();
        } else if (isNumber(first)) {
            number();
        } else if (first == '?' && "?|&".indexOf(ahead(1)) < 0 && !(at > 0 && sql.charAt(at - 1) == '?')) {
            at++;
            literal(); // a parameter, and no operator of JSON
        } else if (isNameStart(first)) {
            name();
        } else if (!quoted(first)) {
            operator(first);
        }
    }

    /** Reads a quoted literal or name; false if none begins here. */
    private boolean quoted(char first) {
        if (first == '\'') {
            string(false);
        } else if (first == '"') {
            doubleQuoted();
        } else if (first == '$') {
            dollar();
        } else if (first == '`' && !postgres) {
            backquoted();
        } else if (first == '[' && !postgres) {
            bracket();
        } else {
            return false;
        }
        return true;
    }

    private void operator(char first) {
        boolean shown = !Character.isISOControl(first)
                && !Character.isSurrogate(first)
                && Character.getType(first) != Character.FORMAT;
        append(shown ? String.valueOf(first) : "?");
        at++;
        if (first == ')') {
            collapseRows();
        }
    }

    private void append(String token) {
        if (gap && !out.isEmpty()) {
            out.append(' ');
        }
        gap = false;
        out.append(token);
    }

    /** A list of literals is shown as its first one, so that its length does not make another digest. */
    private void literal() {
        append("?");
        collapse("?, ?", LIST);
        collapse("?,?", LIST);
        collapse(LIST + ", ?", LIST);
        collapse(LIST + ",?", LIST);
    }

    /** Rows of values are shown as the first one. */
    private void collapseRows() {
        for (String row : new String[] {"(" + LIST + ")", "(?)"}) {
            collapse(row + ", " + row, row + ", …");
            collapse(row + "," + row, row + ", …");
            collapse(row + ", …, " + row, row + ", …");
            collapse(row + ", …," + row, row + ", …");
        }
    }

    private void collapse(String end, String replacement) {
        int from = out.length() - end.length();
        if (from >= 0 && out.indexOf(end, from) == from) {
            out.setLength(from);
            out.append(replacement);
        }
    }

    /** The rest of the text belongs to the token that began before. */
    private void hideRest() {
        at = sql.length();
    }

    /** Two servers would read the rest differently. */
    private void stop() {
        stopped = true;
    }

    private void lineComment(int opening) {
        int end = at + opening;
        while (end < sql.length() && sql.charAt(end) != '\n' && sql.charAt(end) != '\r') {
            end++;
        }
        boolean certain = postgres || (opening == 2 && Character.isWhitespace(ahead(2)));
        if (!certain && opensSomething(sql.substring(at + opening, end))) {
            stop();
            return;
        }
        gap = true;
        at = end;
    }

    /** Whether a server that takes the line for SQL reads the following lines differently. */
    private static boolean opensSomething(String line) {
        return line.chars().anyMatch(c -> "'\"`[$".indexOf(c) >= 0) || line.contains("/*");
    }

    /** PostgreSQL nests comments, MySQL and Oracle do not. MySQL executes the content of some. */
    private void blockComment() {
        int begin = at;
        int depth = 0;
        do {
            if (isNext("/*")) {
                depth++;
                at += 2;
            } else if (isNext("*/")) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
        boolean nested = sql.indexOf("/*", begin + 2) >= 0 && sql.indexOf("/*", begin + 2) < at;
        if (!postgres && (nested || sql.startsWith("/*!", begin) || sql.startsWith("/*M!", begin))) {
            at = begin;
            stop();
        }
        gap = true;
    }

    private boolean isNumber(char first) {
        return isDigit(first) || (first == '.' && isDigit(ahead(1)));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void number() {
        while (isNamePart(ahead(0)) || ahead(0) == '.' || isExponentSign()) {
            at++;
        }
        literal();
    }

    private boolean isExponentSign() {
        char sign = ahead(0);
        char before = sql.charAt(Math.max(0, at - 1));
        return (sign == '+' || sign == '-') && (before == 'e' || before == 'E') && isDigit(ahead(1));
    }

    private static boolean isNameStart(char c) {
        return c == '_' || (c > 127 && isWord(c)) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c == '$';
    }

    private void name() {
        int begin = at;
        while (isNamePart(ahead(0))) {
            at++;
        }
        String name = sql.substring(begin, at);
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("u") && ahead(0) == '&' && ahead(1) == '\'') {
            at++;
            lower = "u&";
        }
        boolean quotes = ahead(0) == '\'';
        if (quotes && !postgres && (lower.equals("q") || lower.equals("nq"))) {
            at = begin;
            stop(); // Oracle: q'{…}' ends at }'
        } else if (quotes && (PREFIXES.contains(lower) || lower.startsWith("_"))) {
            string(lower.equals("e"));
        } else {
            append(name);
            stopped = lower.equals("identified") && !postgres; // Oracle: IDENTIFIED BY password
        }
    }

    /**
     * Reads a literal in single quotes. The content of an escape string has backslash escapes. In another string, a
     * backslash before a quote means different things, also to PostgreSQL: see standard_conforming_strings.
     */
    private void string(boolean escapes) {
        int begin = at;
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\\' && escapes) {
                at += 2;
            } else if (c == '\\' && endsAmbiguously()) {
                literal();
                at = begin;
                stop();
                return;
            } else if (c == '\'' && ahead(1) == '\'') {
                at += 2;
            } else if (c == '\'') {
                at++;
                literal();
                return;
            } else {
                at++;
            }
        }
        hideRest();
        literal();
    }

    /** Whether a run of backslashes, of which this is the first, ends before a quote and has an odd length. */
    private boolean endsAmbiguously() {
        int end = at;
        while (end < sql.length() && sql.charAt(end) == '\\') {
            end++;
        }
        char next = end < sql.length() ? sql.charAt(end) : '\0';
        boolean ambiguous = (end - at) % 2 == 1 && (next == '\'' || next == '"');
        if (!ambiguous) {
            at = end - 1; // the caller goes on behind the run
        }
        return ambiguous;
    }

    /** A name for PostgreSQL and the standard, a literal for MySQL. */
    private void doubleQuoted() {
        int begin = at;
        int end = quotedEnd('"');
        boolean ambiguous = !postgres && sql.substring(begin, end).indexOf('\\') >= 0;
        if (ambiguous) {
            literal();
            stop();
        } else if (postgres && end - begin > 1 && sql.charAt(end - 1) == '"') {
            appendName(begin, end);
        } else {
            at = end;
            literal();
        }
    }

    private void backquoted() {
        int begin = at;
        int end = quotedEnd('`');
        if (opensSomething(sql.substring(begin, end).replace('`', ' '))) {
            stop();
        } else if (end - begin > 1 && sql.charAt(end - 1) == '`') {
            appendName(begin, end);
        } else {
            at = end;
            literal();
        }
    }

    /** The position behind the quoted text that begins here; a doubled quote belongs to the text. */
    private int quotedEnd(char quote) {
        int end = at + 1;
        while (end < sql.length()) {
            if (sql.charAt(end) != quote) {
                end++;
            } else if (end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
                end += 2;
            } else {
                return end + 1;
            }
        }
        return sql.length();
    }

    private void appendName(int begin, int end) {
        StringBuilder name = new StringBuilder();
        for (int i = begin; i < end; i++) {
            char c = sql.charAt(i);
            boolean shown = c == ' ' || (!Character.isISOControl(c) && Character.getType(c) != Character.FORMAT);
            name.append(shown ? c : '?');
        }
        append(name.toString());
        at = end;
    }

    /** Names in brackets of SQL Server may contain quotes, subscripts of arrays do not end in a quoted text. */
    private void bracket() {
        int end = sql.indexOf(']', at);
        String content = sql.substring(at + 1, end < 0 ? sql.length() : end);
        if (opensSomething(content) || content.contains("--")) {
            stop();
            return;
        }
        operator('[');
    }

    /** A parameter, or a dollar quote. A dollar sign within a name is part of the name, and is not read here. */
    private void dollar() {
        if (isDigit(ahead(1))) {
            at++;
            number();
            return;
        }
        int end = at + 1;
        while (end < sql.length() && isNamePart(sql.charAt(end)) && sql.charAt(end) != '$') {
            end++;
        }
        boolean quotes = end < sql.length() && sql.charAt(end) == '$';
        if (!quotes) {
            operator('$');
        } else if (!postgres) {
            stop();
        } else {
            String tag = sql.substring(at, end + 1);
            int close = sql.indexOf(tag, end + 1);
            at = close < 0 ? sql.length() : close + tag.length();
            literal();
        }
    }
}
