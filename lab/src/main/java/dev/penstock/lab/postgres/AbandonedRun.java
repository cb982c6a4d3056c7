package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Clean-up of the directory of a cluster whose JVM has ended. */
final class AbandonedRun {

    private AbandonedRun() {}

    /** Deletes the directory unless it has live servers. Their guard ends them; the next start then deletes it. */
    static void remove(Path run) {
        if (isQuiet(run)) {
            dataDirectories(run).forEach(data -> PidFile.in(data).releaseSharedMemory());
            LabDirectory.deleteTree(run);
        }
    }

    /** Whether the directory has no live server. */
    static boolean isQuiet(Path run) {
        return dataDirectories(run).stream().noneMatch(AbandonedRun::isInUse);
    }

    private static List<Path> dataDirectories(Path run) {
        try (Stream<Path> nodes = Files.list(run)) {
            return nodes.map(node -> node.resolve("data"))
                    .filter(Files::isDirectory)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new LabException("cannot list " + run, e);
        }
    }

    private static boolean isInUse(Path data) {
        return PidFile.in(data)
                .postmaster()
                .map(postmaster ->
                        !new ServerProcesses(data, postmaster).alive().isEmpty())
                .orElse(false);
    }
}
