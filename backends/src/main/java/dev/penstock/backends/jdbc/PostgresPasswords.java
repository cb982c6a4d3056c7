package dev.penstock.backends.jdbc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A URL of pgjdbc, or the end of one, without its passwords.
 *
 * @param rest the text without the passwords
 * @param passwords the passwords, decoded, by the name of their setting
 */
record PostgresPasswords(String rest, Properties passwords) {
    private static final Set<String> NAMES = Set.of("password", "sslpassword");

    /**
     * Takes the passwords out. A setting without a value after a password comes out, too, because it may be the rest of
     * a password with an {@code &}.
     *
     * @throws IllegalArgumentException if a password cannot be decoded
     */
    static PostgresPasswords of(String text) {
        Properties passwords = new Properties();
        int query = text.indexOf('?');
        if (query < 0) {
            return new PostgresPasswords(text, passwords);
        }
        StringJoiner others = new StringJoiner("&", text.substring(0, query + 1), "");
        others.setEmptyValue(text.substring(0, query));
        boolean afterPassword = false;
        for (String setting : text.substring(query + 1).split("&", -1)) {
            int equals = setting.indexOf('=');
            if (equals >= 0 && NAMES.contains(setting.substring(0, equals))) {
                passwords.setProperty(setting.substring(0, equals), decoded(setting.substring(equals + 1)));
                afterPassword = true;
            } else if (equals < 0 && afterPassword) {
                passwords.setProperty(setting, "");
            } else {
                others.add(setting);
                afterPassword = false;
            }
        }
        return new PostgresPasswords(others.toString(), passwords);
    }

    private static String decoded(String password) {
        try {
            return URLDecoder.decode(password, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "jdbcUrl has a password with a wrong escape: write '%' as %25, or set password instead");
        }
    }

    /** The names of the passwords alone. */
    @Override
    public String toString() {
        return "passwords " + passwords.stringPropertyNames();
    }
}
