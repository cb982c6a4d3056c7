package dev.penstock.waits.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.penstock.lab.property.Generators;
import dev.penstock.lab.property.Property;
import java.io.IOException;
import java.io.Serial;
import org.junit.jupiter.api.Test;

class ForeignTextTest {
    @Test
    void ordinaryTextStaysAsItIs() {
        assertEquals(
                "FATAL: no pg_hba.conf entry für 'app'", ForeignText.line("FATAL: no pg_hba.conf entry für 'app'"));
    }

    @Test
    void lineBreaksBecomeBlanks() {
        assertEquals(
                "ERROR: x 2026-11-29 INFO all is well",
                ForeignText.line("  ERROR: x\r\n2026-11-29 \t INFO\u2028\u00a0all is well\n"));
    }

    @Test
    void controlsAndMarksOfDirectionAreEscaped() {
        assertEquals("a\\u001b[31mb\\u202ec\\u0000d", ForeignText.line("a\u001b[31mb\u202ec\u0000d"));
    }

    @Test
    void halfOfSurrogatePairIsEscaped() {
        assertEquals("a\\ud83db", ForeignText.line("a\ud83db"));
    }

    @Test
    void textWithIndentedDetailsIsPrintable() {
        assertTrue(ForeignText.isPrintable("ERROR: für 'app'\n  Detail: x\n\tPosition: 1\n"));
    }

    @Test
    void textThatControlsOrForgesIsNotPrintable() {
        for (String harm :
                new String[] {"\u001b", "\u202e", "\u2028", "\r\n  x", "\n2026", "\ud83d", "x".repeat(2_001)}) {
            assertFalse(ForeignText.isPrintable("a" + harm + "b"), harm);
        }
    }

    @Test
    void longTextIsCutAndSaysSo() {
        String line = ForeignText.line("x".repeat(20_000_000));

        assertTrue(line.length() <= ForeignText.MAX_LENGTH && line.endsWith("x… (cut)"), line);
    }

    @Test
    void textOfGreatestLengthIsNotCut() {
        String text = "x".repeat(ForeignText.MAX_LENGTH);

        assertEquals(text, ForeignText.line(text));
    }

    @Test
    void blanksBeyondTheLimitAreCut() {
        assertEquals("a… (cut)", ForeignText.line("a" + " ".repeat(100_000) + "b"));
    }

    @Test
    void anyTextGivesOneBoundedHarmlessLine() {
        Property.check(choices -> {
            String line = ForeignText.line(choices.draw(Generators.strings(Generators.ints(0, 0xffff), 0, 1_500)));

            assertTrue(line.length() <= ForeignText.MAX_LENGTH, line);
            assertTrue(line.codePoints().allMatch(ForeignTextTest::mayBeShown), line);
        });
    }

    private static boolean mayBeShown(int character) {
        int type = Character.getType(character);
        return type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE;
    }

    @Test
    void exceptionWithoutMessageGivesItsClass() {
        assertEquals("java.io.IOException", ForeignText.message(new IOException()));
        assertEquals("java.io.IOException: no", ForeignText.describe(new IOException("no")));
    }

    @Test
    void exceptionThatThrowsGivesItsClass() {
        assertEquals(HostileException.class.getName(), ForeignText.message(new HostileException()));
    }

    @Test
    void onlyFiveLettersOrDigitsAreSqlState() {
        assertEquals("08P01", ForeignText.sqlState("08P01"));
        assertEquals("", ForeignText.sqlState("08\n01"));
        assertEquals("", ForeignText.sqlState("x".repeat(1_000)));
        assertEquals("", ForeignText.sqlState(null));
    }

    /** An exception of a driver that cannot describe itself. */
    private static final class HostileException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }
}
