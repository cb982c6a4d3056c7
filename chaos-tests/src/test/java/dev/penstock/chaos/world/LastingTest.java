package dev.penstock.chaos.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LastingTest {
    private final Lasting lasting = new Lasting();
    private long millis;

    private void counts(int number, int times) {
        for (int i = 0; i < times; i++) {
            lasting.note(TimeUnit.MILLISECONDS.toNanos(millis), number);
            millis += 20;
        }
    }

    @Test
    void countThatLastsIsSeen() {
        counts(12, 20);
        counts(13, 20);
        counts(12, 20);

        assertThat(lasting.most()).isEqualTo(13);
    }

    @Test
    void countOfAMomentDoesNotLast() {
        counts(12, 20);
        counts(15, 14);
        counts(12, 20);

        assertThat(lasting.most()).isEqualTo(12);
    }

    @Test
    void leastOfChangingCountsLasts() {
        for (int i = 0; i < 20; i++) {
            counts(13, 1);
            counts(15, 1);
        }

        assertThat(lasting.most()).isEqualTo(13);
    }

    @Test
    void nothingLastsBefore300Milliseconds() {
        counts(12, 15);

        assertThat(lasting.most()).isZero();
    }
}
