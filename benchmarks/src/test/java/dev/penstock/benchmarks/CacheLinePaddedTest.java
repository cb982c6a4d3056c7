package dev.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/**
 * Fields that each claim writes have cache lines of their own in this JVM's object layout. A field at least one line
 * away from both ends of its object shares its line with no other object, at any address.
 */
class CacheLinePaddedTest {
    private static final long FAR = 64 - Long.BYTES;

    @ParameterizedTest
    @CsvSource({
        "dev.penstock.backends.slots.Slot,       state freeSince bargeCount",
        "dev.penstock.waits.ClaimLedger,   version sequence moved waiting releasing closing",
        "dev.penstock.waits.LedgerAccounts, ended wall waited executeShift idleShift moved callBefore wallBefore",
        "dev.penstock.waits.LedgerAccount, count nanos max",
        "dev.penstock.waits.CallTimes,     sequence began ended executedEven executedOdd longest",
        "dev.penstock.waits.FlightRecorder, recorded page"
    })
    void paddedWordsAreFarFromObjectEnds(String type, String words) throws ClassNotFoundException {
        ClassLayout layout = ClassLayout.parseClass(Class.forName(type));
        for (String word : words.split(" ")) {
            FieldLayout field = layout.fields().stream()
                    .filter(one -> one.name().equals(word))
                    .findFirst()
                    .orElseThrow();
            assertThat(field.offset()).as(word).isGreaterThanOrEqualTo(FAR);
            assertThat(layout.instanceSize() - field.offset() - field.size())
                    .as(word)
                    .isGreaterThanOrEqualTo(FAR);
        }
    }
}
