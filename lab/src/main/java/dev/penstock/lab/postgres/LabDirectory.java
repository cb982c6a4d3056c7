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
 * Where the lab keeps files: what is made once and used by every JVM of this user, and one directory per running
 * cluster.
 *
 * <p>What is made once appears by an atomic rename, so it is either whole or absent. A file lock keeps two JVMs from
 * doing the same work twice.
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

    /** A directory of the caller's choice, made if absent. */
    static LabDirectory at(Path base) {
        try {
            if (!Files.isDirectory(base, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(base);
                // Others may pass, not list: servers may have to run as a user with fewer rights.
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

    /** A maker of files in a directory it is given. */
    @FunctionalInterface
    interface Maker {
        void makeIn(Path directory) throws IOException;
    }

    /** The directory of this name, made first if it does not exist. */
    Path madeOnce(String name, Maker maker) {
        Path made = base.resolve(name);
        if (Files.isDirectory(made)) {
            return made;
        }
        ONE_THREAD_OF_THIS_JVM.lock();
        try (FileChannel channel = FileChannel.open(
                        base.resolve("making.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.isDirectory(made)) {
                make(made, maker);
            }
            return made;
        } catch (IOException e) {
            throw new LabException("cannot make " + made, e);
        } finally {
            ONE_THREAD_OF_THIS_JVM.unlock();
        }
    }

    private void make(Path made, Maker maker) throws IOException {
        deleteUnfinished(made);
        Path unfinished = Files.createTempDirectory(base, made.getFileName() + ".making-");
        try {
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwx--x--x"));
            maker.makeIn(unfinished);
            Files.move(unfinished, made, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteTree(unfinished);
        }
    }

    private void deleteUnfinished(Path made) throws IOException {
        try (Stream<Path> all = Files.list(base)) {
            List<Path> unfinished = all.filter(
                            path -> path.getFileName().toString().startsWith(made.getFileName() + ".making-"))
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
            throw new LabException("cannot make a directory in " + base, e);
        }
    }

    /** The directories of clusters whose JVM is gone. */
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

    /** Deletes a directory and all in it; what another process deletes meanwhile is no error. */
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
