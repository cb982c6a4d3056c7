package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The content of a postmaster's file {@code postmaster.pid} in its data directory; a shutdown removes the file. Line 1
 * is the process ID, line 7 the key and the ID of the shared memory, line 8 the state.
 */
record PidFile(List<String> lines) {

    private static final Pattern SPACES = Pattern.compile(" +");

    static PidFile in(Path data) {
        Path file = data.resolve("postmaster.pid");
        try {
            return new PidFile(Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            return new PidFile(List.of());
        } catch (IOException e) {
            throw new LabException("cannot read " + file, e);
        }
    }

    Optional<Long> postmaster() {
        return word(0, 0).map(Long::valueOf);
    }

    boolean saysReady() {
        return word(7, 0).equals(Optional.of("ready"));
    }

    /** Releases the shared memory of a killed postmaster, which must have ended. */
    void releaseSharedMemory() {
        word(6, 1).ifPresent(id -> Command.of("ipcrm", "-m", id).succeeds());
    }

    private Optional<String> word(int line, int index) {
        if (line >= lines.size()) {
            return Optional.empty();
        }
        return SPACES.splitAsStream(lines.get(line).trim())
                .filter(word -> !word.isEmpty())
                .skip(index)
                .findFirst();
    }
}
