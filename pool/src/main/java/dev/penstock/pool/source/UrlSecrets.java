package dev.penstock.pool.source;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the texts of a URL that may be secret, whatever its driver. Drivers disagree about what ends a password.
 * Therefore each reading of a password counts, and each part of it. The number of secrets is limited, and each of them
 * costs a bounded number of scans.
 */
final class UrlSecrets {
    private static final List<String> NAME_PARTS = List.of(
            "pass",
            "pwd",
            "secret",
            "token",
            "credential",
            "apikey",
            "accesskey",
            "privatekey",
            "jwt",
            "authorization");

    /** A setting ends here for one driver or another. */
    private static final String ENDS = "&;?,()/ \t\r\n";

    private static final String PIECE_ENDS = ENDS + ":@\"'{}";

    /** The characters after which a password may begin, before an {@code @}. */
    private static final String USER_SEPARATORS = ":/@";

    private static final String AUTHORITY = "://";
    private static final String JDBC = "jdbc:";
    private static final String ORACLE = "jdbc:oracle:";
    private static final int MAX_FOUND = 96;
    private static final int MAX_NAME = 32;
    private static final int MAX_PARTS = 16;

    private final String url;
    private final Set<String> found = new LinkedHashSet<>();

    private UrlSecrets(String url) {
        this.url = url;
    }

    /** The secrets of a URL, as they are and decoded. */
    static Set<String> in(String url) {
        UrlSecrets scan = new UrlSecrets(url);
        scan.addSettings();
        scan.addUserParts();
        scan.addPorts();
        scan.addWhole();
        Set<String> all = new LinkedHashSet<>();
        scan.found.forEach(value -> addReadings(value, all));
        return all;
    }

    /** Whether the value of a setting of this name is a secret. */
    static boolean isSecretName(String name) {
        StringBuilder letters = new StringBuilder();
        name.toLowerCase(Locale.ROOT).chars().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
        String plain = letters.toString();
        return NAME_PARTS.stream().anyMatch(plain::contains);
    }

    private static void addReadings(String value, Set<String> all) {
        all.add(value);
        all.add(decoded(value));
        all.add(decoded(value.replace("+", "%2B")));
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    private boolean isFull() {
        return found.size() >= MAX_FOUND;
    }

    private void add(int from, int to) {
        if (from < to && !isFull()) {
            found.add(url.substring(from, to));
        }
    }

    /** Adds the values of secret settings, as in {@code ?password=x}, {@code ;pwd=x} and {@code (password=x)}. */
    private void addSettings() {
        int equals = url.indexOf('=');
        while (equals >= 0 && !isFull()) {
            if (isSecretName(url.substring(nameStart(equals), equals))) {
                addValue(equals + 1);
            }
            equals = url.indexOf('=', equals + 1);
        }
    }

    private int nameStart(int equals) {
        int start = equals;
        while (start > 0 && equals - start < MAX_NAME && isNameCharacter(url.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    static boolean isNameCharacter(char character) {
        return Character.isLetterOrDigit(character) || "_.-".indexOf(character) >= 0;
    }

    private void addValue(int from) {
        addQuoted(from);
        int end = endOf(from, ENDS);
        add(from, end);
        addPieces(from, end);
        addParts(from, end);
        add(from, endOf(from, "&;"));
        add(from, endOf(from, ";"));
        add(from, endOf(from, "&"));
    }

    /** Adds a value in quotes or braces, without them. */
    private void addQuoted(int from) {
        if (from < url.length() && "{\"'".indexOf(url.charAt(from)) >= 0) {
            char quote = url.charAt(from) == '{' ? '}' : url.charAt(from);
            int end = url.indexOf(quote, from + 1);
            while (end >= 0 && end + 1 < url.length() && url.charAt(end + 1) == quote) {
                end = url.indexOf(quote, end + 2);
            }
            if (end > from + 1 && !isFull()) {
                String inner = url.substring(from + 1, end);
                found.add(inner);
                found.add(inner.replace("" + quote + quote, "" + quote));
                addPieces(from + 1, end + 1);
            }
        }
    }

    /** Adds what follows a secret value without a name: the value may contain the character that ended it. */
    private void addParts(int from, int firstEnd) {
        int end = firstEnd;
        for (int i = 0; i < MAX_PARTS && end < url.length(); i++) {
            int next = endOf(end + 1, ENDS);
            if (url.substring(end + 1, next).indexOf('=') >= 0) {
                return;
            }
            add(end + 1, next);
            add(from, next);
            end = next;
        }
    }

    private int endOf(int from, String ends) {
        int end = Math.min(from, url.length());
        while (end < url.length() && ends.indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /**
     * Adds the passwords before each {@code @}, such as in {@code //user:x@host} and {@code thin:user/x@host}. A
     * password may contain separators. Therefore the texts after each of the last separators count.
     */
    private void addUserParts() {
        int first = url.startsWith(JDBC) ? JDBC.length() : 0;
        int at = url.indexOf('@', first);
        while (at >= 0 && !isFull()) {
            int segmentEnd = at;
            for (int i = at - 1; i >= first && !isFull(); i--) {
                if (USER_SEPARATORS.indexOf(url.charAt(i)) >= 0) {
                    add(i + 1, at);
                    addQuoted(i + 1);
                    addPieces(i + 1, segmentEnd);
                    segmentEnd = i;
                }
            }
            at = url.indexOf('@', at + 1);
        }
        if (url.startsWith(ORACLE) && url.indexOf('@') < 0) {
            add(url.indexOf('/') + 1, url.length());
            addPieces(url.indexOf('/') + 1, url.length());
        }
    }

    /** Adds the pieces of a text that some driver would split. */
    private void addPieces(int from, int to) {
        int begin = from;
        for (int end = endOf(begin, PIECE_ENDS); end < to; end = endOf(begin, PIECE_ENDS)) {
            add(begin, end);
            add(end + 1, Math.min(to, endOf(end + 1, PIECE_ENDS)));
            begin = end + 1;
        }
    }

    /** The begin of the hosts, or of the text after the scheme if there are none. */
    private int authorityStart() {
        int slashes = url.indexOf(AUTHORITY);
        int at = url.indexOf('@');
        return slashes < 0 || (at >= 0 && at < slashes) ? 0 : slashes + AUTHORITY.length();
    }

    /**
     * Adds ports that are no numbers, because a user and a password without a host look like a host and a port. The
     * password may go on after the port.
     */
    private void addPorts() {
        int first = authorityStart();
        int end = endOf(first, "/?;#");
        boolean brackets = false;
        for (int i = first; first > 0 && i < end && !isFull(); i++) {
            char character = url.charAt(i);
            brackets = character == '[' || (brackets && character != ']');
            if (character == ':' && !brackets) {
                int portEnd = endOf(i + 1, ":,/?;#@)");
                if (!url.substring(i + 1, portEnd).chars().allMatch(Character::isDigit)) {
                    add(i + 1, portEnd);
                    addPieces(i + 1, url.indexOf('@', i) < 0 ? url.length() : portEnd);
                }
            }
        }
    }

    /** Adds all that follows the scheme of a URL with a secret. */
    private void addWhole() {
        if (!found.isEmpty()) {
            int scheme = url.startsWith(JDBC) ? url.indexOf(':', JDBC.length()) : url.indexOf(':');
            found.add(url.substring(scheme + 1));
        }
    }
}
