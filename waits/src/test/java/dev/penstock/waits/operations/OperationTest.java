package dev.penstock.waits.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationTest {
    @AfterEach
    void noOperationIsOpen() {
        assertThat(Operation.current()).isEmpty();
    }

    @Test
    void nestedOperationIsCurrentUntilItsEnd() {
        try (Operation outer = Operation.begin("request")) {
            try (Operation inner = Operation.begin("checkout", Map.of("region", "eu"))) {
                assertThat(Operation.current()).containsSame(inner);
                assertThat(inner.parent()).containsSame(outer);
                assertThat(inner).hasToString("operation 'checkout' {region=eu} in 'request'");
            }
            assertThat(Operation.current()).containsSame(outer);
        }
    }

    @Test
    void secondCloseDoesNothing() {
        Operation first = Operation.begin("first");
        first.close();
        try (Operation second = Operation.begin("second")) {
            first.close();

            assertThat(Operation.current()).containsSame(second);
        }
    }

    @Test
    void closeOutOfOrderClosesChildren() {
        long before = OperationLints.closedOutOfOrder();
        Operation outer = Operation.begin("outer");
        Operation inner = Operation.begin("inner");
        outer.close();

        assertThat(Operation.current()).isEmpty();
        inner.close();
        assertThat(OperationLints.closedOutOfOrder() - before).isOne();
    }

    @Test
    void operationLeftOpenIsNamedWithItsSite() {
        long before = OperationLints.leftOpen();
        Operation left = Operation.begin("forgotten");
        try (Operation fresh = Operation.beginRoot("request", Map.of())) {
            assertThat(fresh.parent()).isEmpty();
        }

        assertThat(OperationLints.leftOpen() - before).isOne();
        assertThat(OperationLints.lastLeftOpen()).anySatisfy(lint -> {
            assertThat(lint.operation()).isEqualTo("forgotten");
            assertThat(lint.site()).contains("OperationTest.operationLeftOpenIsNamedWithItsSite");
        });
        left.close();
    }

    @Test
    void leftOpenOperationsDoNotPileUp() {
        long before = OperationLints.leftOpen();
        for (int i = 0; i < 1_000; i++) {
            Operation.begin("forgotten");
        }
        Operation.beginRoot("last", Map.of()).close();

        assertThat(OperationLints.leftOpen() - before).isEqualTo(1_000);
        assertThat(OperationLints.lastLeftOpen()).hasSizeLessThanOrEqualTo(32);
    }

    @Test
    void foreignNameIsOneBoundedLine() {
        try (Operation forged = Operation.begin("a\r\nERROR \u001b[31m\u202e");
                Operation large = Operation.begin("x".repeat(10_000));
                Operation blank = Operation.begin(" \n")) {
            assertThat(forged.name()).isEqualTo("a ERROR \\u001b[31m\\u202e");
            assertThat(large.name()).hasSize(Operation.MAX_NAME).endsWith("… (cut)");
            assertThat(blank.name()).isEqualTo("unnamed");
        }
    }

    @Test
    void tagsAreBounded() {
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            tags.put("key" + i, "v".repeat(1_000));
        }
        try (Operation tagged = Operation.begin("tagged", tags)) {
            assertThat(tagged.tags()).hasSize(Operation.MAX_TAGS);
            assertThat(tagged.tags().values())
                    .allSatisfy(value -> assertThat(value).hasSize(Operation.MAX_NAME));
        }
    }

    @Test
    void nestedOperationHasEarlierDeadline() {
        try (Operation outer = Operation.begin("outer").withDeadline(Duration.ofHours(1));
                Operation inner = Operation.begin("inner").withDeadline(Duration.ofDays(1_000_000))) {
            assertThat(inner.remainingNanos())
                    .isLessThanOrEqualTo(Duration.ofHours(1).toNanos());
            outer.withDeadline(Duration.ofHours(2));
            assertThat(outer.remainingNanos())
                    .isLessThanOrEqualTo(Duration.ofHours(1).toNanos());
            assertThat(inner.allowsClaims()).isTrue();
            outer.withDeadline(Duration.ofMillis(-1));
            assertThat(inner.allowsClaims()).isFalse();
        }
    }

    @Test
    void cancelReachesNestedOperations() {
        try (Operation outer = Operation.begin("outer");
                Operation inner = Operation.begin("inner")) {
            inner.cancel();
            assertThat(outer.isCancelled()).isFalse();
            outer.cancel();
            assertThat(inner.isCancelled()).isTrue();
        }
    }

    @Test
    void handleCarriesOperationToAnotherThread() {
        Operation request = Operation.begin("request");
        Operation.Handle handle = request.handle();
        request.close();
        String names = CompletableFuture.supplyAsync(() -> {
                    try (Operation ours = Operation.begin("worker");
                            Operation carried = handle.enter()) {
                        return ours.name() + " "
                                + Operation.current().orElseThrow().name() + " " + carried.isWithin(request);
                    }
                })
                .join();

        assertThat(names).isEqualTo("worker request true");
    }

    @Test
    void jobThatSchedulesItselfAgainGrowsNoChain() {
        Operation job = Operation.begin("job");
        job.close();
        Operation.Handle next = job.handle();
        for (int i = 0; i < 1_000; i++) {
            try (Operation run = next.enter()) {
                assertThat(run.parent()).containsSame(job);
                next = run.handle();
            }
        }
    }

    @Test
    void deadlineAndCancelOfAJobReachTheJobThatItSchedules() {
        Operation job = Operation.begin("job");
        job.close();
        Operation late = job.handle().enter().withDeadline(Duration.ZERO);
        late.close();
        Operation cancelled = job.handle().enter();
        cancelled.cancel();
        cancelled.close();
        try (Operation afterLate = late.handle().enter();
                Operation afterCancelled = cancelled.handle().enter()) {
            assertThat(afterLate.allowsClaims()).isFalse();
            assertThat(afterCancelled.isCancelled()).isTrue();
        }
    }

    @Test
    void operationClosedByAnotherThreadIsLeft() {
        try (Operation outer = Operation.begin("outer")) {
            Operation inner = Operation.begin("inner");
            CompletableFuture.runAsync(inner::close).join();

            assertThat(Operation.current()).containsSame(outer);
        }
    }

    @Test
    void timesOfOtherThreadsCount() {
        try (Operation request = Operation.begin("request")) {
            CompletableFuture.runAsync(() -> {
                        try (Operation carried = request.handle().enter()) {
                            assertSum(request.times());
                            assertSum(carried.times());
                        }
                    })
                    .join();
            assertSum(request.times());
        }
    }

    private static void assertSum(OperationTimes times) {
        assertThat(times.outside()
                        .plus(times.waiting())
                        .plus(times.executing())
                        .plus(times.idle())
                        .plus(times.releasing())
                        .minus(times.overlapping()))
                .isEqualTo(times.wall())
                .isGreaterThan(Duration.ZERO);
    }
}
