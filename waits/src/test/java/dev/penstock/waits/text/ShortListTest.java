package dev.penstock.waits.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShortListTest {
    @Test
    void tenItemsAreAllNamed() {
        assertThat(ShortList.of(Collections.nCopies(10, "db"), ", ", name -> name))
                .isEqualTo("db, db, db, db, db, db, db, db, db, db");
    }

    @Test
    void moreItemsAreCountedUnread() {
        AtomicInteger read = new AtomicInteger();
        String text = ShortList.of(Collections.nCopies(1_000, "db"), "; ", name -> name + read.incrementAndGet());
        assertThat(text).isEqualTo("db1; db2; db3; db4; db5; db6; db7; db8; db9; db10 and 990 more");
        assertThat(read).hasValue(ShortList.MOST);
    }

    @Test
    void longItemIsCut() {
        String text = ShortList.of(List.of("x".repeat(100_000), "next"), ", ", name -> name);
        assertThat(text).endsWith("… (cut), next").hasSizeLessThanOrEqualTo(ShortList.MAX_ITEM + ", next".length());
    }

    @Test
    void noItemIsAnEmptyText() {
        assertThat(ShortList.of(List.of(), ", ", String::valueOf)).isEmpty();
    }
}
