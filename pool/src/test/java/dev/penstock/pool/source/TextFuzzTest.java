package dev.penstock.pool.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.property.Generator;
import dev.penstock.lab.property.Generators;
import dev.penstock.lab.property.Property;
import dev.penstock.waits.text.ForeignText;
import java.lang.management.ManagementFactory;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated texts and URLs, and long ones: the work grows no faster than their length. */
@Timeout(120)
class TextFuzzTest {
    /** Mostly the characters that separate the parts of a URL. */
    private static final Generator<Integer> CHARACTERS = Generators.weighted(
            3,
            Generators.of(":/@?&;,()[]{}%+=\"' \t\n.#_-".chars().boxed().toArray(Integer[]::new)),
            1,
            Generators.ints(0, 0xffff));

    private static final Generator<String> TEXTS = Generators.strings(CHARACTERS, 0, 300);

    @Test
    void anyForeignTextBecomesShortHarmlessLine() {
        Property.check(choices -> TextFuzzTargets.foreignText(choices.draw(TEXTS)));
    }

    @Test
    void anyPasswordInUrlStaysHidden() {
        Generator<String> urls = Generators.of(TextFuzzTargets.URLS.toArray(String[]::new));
        Property.check(choices -> TextFuzzTargets.password(choices.draw(urls), choices.draw(TEXTS)));
    }

    @Test
    void anyUrlIsReadOrRefused() {
        Property.check(choices -> TextFuzzTargets.url(choices.draw(TEXTS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", " ", "\n", "\u202e", "\ud83d", "a "})
    void lengthOfForeignTextCostsNothing(String part) {
        AtomicInteger reads = new AtomicInteger();

        ForeignText.line(new Counting(part.repeat(1_000_000), reads));

        assertThat(reads.get()).as("characters that are read").isLessThan(3 * 4_096);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@",
                ":",
                "/",
                "a:b@",
                "password=",
                "password=a&",
                "password=a;b",
                "&password=\"",
                "%",
                "%41",
                "[",
                "[:",
                "(",
                ",",
                "a,",
                "a:1,",
                "://",
                ".",
                "-",
                " ",
                "=",
                "{",
                "pass"
            })
    void workOnUrlGrowsWithItsLengthOnly(String part) {
        for (String prefix : new String[] {"jdbc:postgresql://", "jdbc:mysql://db/x?", "jdbc:oracle:thin:", ""}) {
            read(prefix, part, 1_000);
            long once = allocatedBy(() -> read(prefix, part, 8_000));
            long twice = allocatedBy(() -> read(prefix, part, 16_000));

            assertThat(twice).as("bytes for twice the length").isLessThan(4 * once + 1_000_000);
        }
    }

    /** A quadratic pattern needs hours for this length. */
    private static void read(String prefix, String part, int length) {
        String url = prefix + part.repeat(length / part.length());
        Secrets secrets = Secrets.of(url, new Properties());
        assertThat(secrets.values()).hasSizeLessThan(500);
        assertThat(secrets.redact(url)).hasSizeLessThanOrEqualTo(4_096);
        assertThat(TextFuzzTargets.errorOf(url)).isNotNull();
    }

    private static long allocatedBy(Runnable work) {
        long before = allocated();
        work.run();
        return allocated() - before;
    }

    /** The bytes that this thread has allocated so far. */
    private static long allocated() {
        try {
            return (long) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                            "getThreadAllocatedBytes",
                            new Object[] {Thread.currentThread().getId()},
                            new String[] {"long"});
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    /** A text that counts how often it is read. */
    private record Counting(String text, AtomicInteger reads) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads.incrementAndGet();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            reads.addAndGet(end - start);
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            reads.addAndGet(text.length());
            return text;
        }
    }
}
