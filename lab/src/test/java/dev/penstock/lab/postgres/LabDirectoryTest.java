package dev.penstock.lab.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabDirectoryTest {

    @TempDir
    private Path base;

    @Test
    void concurrentThreadsCreateSharedDirectoryOnce() throws Exception {
        LabDirectory directory = LabDirectory.at(base);
        AtomicInteger makings = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Path>> made = Stream.generate(() -> threads.submit(() -> {
                        together.await();
                        return directory.shared("thing", target -> {
                            makings.incrementAndGet();
                            Files.writeString(target.resolve("file"), "content");
                        });
                    }))
                    .limit(8)
                    .toList();
            for (Future<Path> path : made) {
                assertThat(path.get(10, TimeUnit.SECONDS).resolve("file")).hasContent("content");
            }
            assertThat(makings).hasValue(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void failedCreationLeavesNoFiles() {
        LabDirectory directory = LabDirectory.at(base);
        assertThatThrownBy(() -> directory.shared("thing", target -> {
                    Files.writeString(target.resolve("half"), "written");
                    throw new IOException("no space");
                }))
                .isInstanceOf(LabException.class)
                .hasRootCauseMessage("no space");

        assertThat(base)
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("thing"));
        assertThat(directory.shared("thing", target -> {})).isEmptyDirectory();
    }

    @Test
    void unfinishedDirectoryOfDeadJvmIsRemoved() throws IOException {
        LabDirectory directory = LabDirectory.at(base);
        Path half = Files.createDirectories(base.resolve("thing.making-1234/bin"));

        directory.shared("thing", target -> {});

        assertThat(half.getParent()).doesNotExist();
    }

    @Test
    void onlyRunsOfDeadJvmsAreAbandoned() throws IOException {
        LabDirectory directory = LabDirectory.at(base);
        directory.newRun();
        Path samePidOtherStart = Files.createDirectory(
                base.resolve("run-" + ProcessHandle.current().pid() + "-1000-x"));
        Path noSuchPid = Files.createDirectory(base.resolve("run-99999999-1000-x"));

        assertThat(directory.abandonedRuns()).containsExactlyInAnyOrder(samePidOtherStart, noSuchPid);
    }
}
