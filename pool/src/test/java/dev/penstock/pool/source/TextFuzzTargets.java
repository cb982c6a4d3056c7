package dev.penstock.pool.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.pool.PenstockConfig;
import dev.penstock.waits.text.ForeignText;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** Texts from outside, and URLs with a password. Each input must end in a short line without the password. */
final class TextFuzzTargets {
    static final String MARK = "s3cr3t-m4rk";

    /** {@code %s} is a password. */
    static final List<String> URLS = List.of(
            "jdbc:postgresql://db/orders?user=app&password=%s&ssl=true",
            "jdbc:postgresql://app:%s@db/orders",
            "jdbc:postgresql://db/orders?socketFactory=x&sslpassword=%s",
            "jdbc:mysql://app:%s@db/orders",
            "jdbc:mysql://address=(host=db)(password=%s)/orders",
            "jdbc:mariadb://db/orders?pass=%s",
            "jdbc:oracle:thin:scott/%s@db:1521:orders",
            "jdbc:sqlserver://db:1433;password=%s;encrypt=true",
            "jdbc:h2:mem:x;PASSWORD=%s",
            "jdbc:lab:x?sslpassphrase=%s",
            "app:%s@db");

    private TextFuzzTargets() {}

    /** Selects the target by the first byte and gives it the other bytes. */
    static void any(byte[] data) {
        byte[] rest = data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
        String text = new String(rest, (data.length & 1) == 0 ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16BE);
        int choice = data.length == 0 ? 0 : data[0] & 0xFF;
        if (choice < 0x40) {
            foreignText(text);
        } else if (choice < 0xC0) {
            password(URLS.get(choice % URLS.size()), text);
        } else {
            url(text);
        }
    }

    /** The text of a server, driver or name server. */
    static void foreignText(String text) {
        assertHarmless(ForeignText.line(text), ForeignText.MAX_LENGTH);
        assertHarmless(ForeignText.line(text, 16), 16);
        assertHarmless(ForeignText.describe(new SQLException(text, text)), ForeignText.MAX_LENGTH);
        assertHarmless(ForeignText.sqlState(text), 5);
    }

    private static void assertHarmless(String line, int limit) {
        assertThat(line).hasSizeLessThanOrEqualTo(limit);
        assertThat(line.codePoints().filter(TextFuzzTargets::harms).toArray())
                .as("controls, line ends and marks of direction")
                .isEmpty();
    }

    private static boolean harms(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    /** A password of any characters. A {@code =} would begin another setting. */
    static void password(String url, String noise) {
        String plain = noise.replace('=', '-');
        int middle = plain.length() / 2;
        String password = plain.substring(0, middle) + MARK + plain.substring(middle);
        String whole = url.replace("%s", password);
        Secrets secrets = Secrets.of(whole, new Properties());
        assertThat(secrets.redact("cannot read " + whole)).doesNotContain(MARK);
        assertThat(ForeignText.line(secrets.redact("refused " + whole))).doesNotContain(MARK);
        assertThat(Secrets.redactUrl(whole) + secrets).doesNotContain(MARK);
        assertThat(errorOf(whole)).doesNotContain(MARK);
    }

    /** Any text as a URL. */
    static void url(String text) {
        Secrets secrets = Secrets.of(text, new Properties());
        assertThat(secrets.redact(text)).hasSizeLessThanOrEqualTo(4_096);
        assertThat(Secrets.redactUrl(text)).hasSizeLessThanOrEqualTo(40);
        errorOf(text);
        errorOf("jdbc:postgresql://" + text);
        errorOf("jdbc:mysql://" + text);
    }

    /** The error of a configuration with a URL; empty if there is none. */
    static String errorOf(String url) {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl(url);
        try {
            config.validate();
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
