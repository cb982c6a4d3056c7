package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lab's directory: shared directories for every JVM of this user, and one directory for each running cluster.
 *
 * <p>A shared directory appears by an atomic rename, so it is either whole or absent. A file lock keeps two JVMs from
 * creating the same directory.
 */
final class LabDirectory {

    private static final ReentrantLock ONE_THREAD_OF_THIS_JVM = new ReentrantLock();

    private final Path base;

    private LabDirectory(Path base) {
        this.base = base;
    }

    /** The directory of this user below {@code java.io.tmpdir}. */
    static LabDirectory ofUser() {
        String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
        return at(Path.of(System.getProperty("java.io.tmpdir"), "postgres-lab-" + user));
    }

    /** A directory of the caller's choice, created if absent. */
    static LabDirectory at(Path base) {
        try {
            if (!Files.isDirectory(base, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(base);
                // Other users may traverse but not list: servers may run as a user with fewer rights.
                Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx--x--x"));
            }
            Path own = Files.createTempFile(base, "owner", "");
            boolean ours = Files.getOwner(own).equals(Files.getOwner(base, LinkOption.NOFOLLOW_LINKS));
            Files.delete(own);
            if (!ours) {
                throw new LabException(base + " belongs to another user (" + Files.getOwner(base)
                        + "): remove it, or choose another directory");
            }
            return new LabDirectory(base.toRealPath());
        } catch (IOException e) {
            throw new LabException("cannot use " + base + " for the files of the servers", e);
        }
    }

    /** A writer of files into a given directory. */
    @FunctionalInterface
    interface Filler {
        void fill(Path directory) throws IOException;
    }

    /** The shared directory of this name; creates and fills it if it does not exist. */
    Path shared(String name, Filler filler) {
        Path shared = base.resolve(name);
        if (Files.isDirectory(shared)) {
            return shared;
        }
        ONE_THREAD_OF_THIS_JVM.lock();
        try (FileChannel channel = FileChannel.open(
                        base.resolve("making.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.isDirectory(shared)) {
                create(shared, filler);
            }
            return shared;
        } catch (IOException e) {
            throw new LabException("cannot create " + shared, e);
        } finally {
            ONE_THREAD_OF_THIS_JVM.unlock();
        }
    }

    private void create(Path shared, Filler filler) throws IOException {
        deleteUnfinished(shared);
        Path unfinished = Files.createTempDirectory(base, shared.getFileName() + ".making-");
        try {
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwx--x--x"));
            filler.fill(unfinished);
            Files.move(unfinished, shared, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteTree(unfinished);
        }
    }

    private void deleteUnfinished(Path shared) throws IOException {
        try (Stream<Path> all = Files.list(base)) {
            List<Path> unfinished = all.filter(
                            path -> path.getFileName().toString().startsWith(shared.getFileName() + ".making-"))
                    .toList();
            unfinished.forEach(LabDirectory::deleteTree);
        }
    }

    /** A new, empty directory for one cluster of this JVM. */
    Path newRun() {
        try {
            Path run = Files.createTempDirectory(base, RunOwner.current().prefix());
            Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx--x--x"));
            return run;
        } catch (IOException e) {
            throw new LabException("cannot create a directory in " + base, e);
        }
    }

    /** The directories of clusters whose JVM has ended. */
    List<Path> abandonedRuns() {
        try (Stream<Path> all = Files.list(base)) {
            return all.filter(path -> {
                        @Nullable
                        RunOwner owner = RunOwner.of(path.getFileName().toString());
                        return owner != null && !owner.isAlive();
                    })
                    .toList();
        } catch (IOException e) {
            throw new LabException("cannot list " + base, e);
        }
    }

    /** Deletes a directory and its content; tolerates that another process deletes files at the same time. */
    static void deleteTree(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(root, new Deletion());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + root, e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null && !(failure instanceof NoSuchFileException)) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
