package dev.penstock.pool.bundle;

import dev.penstock.backends.threads.SafeLog;
import dev.penstock.pool.instrument.BundleContent;
import dev.penstock.waits.text.ForeignText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the bundles of a pool. It keeps the last twenty, at most 100 MiB. The name of a bundle begins with
 * the time, so that names are in the order of time.
 *
 * @param directory the directory, which is created with the first bundle
 * @param pool the name of the pool
 */
record BundleDirectory(Path directory, String pool) {
    static final int MOST_FILES = 20;

    private static final String END = ".zip";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LONGEST = 40;
    private static final int CHECKSUM_BYTES = 4;

    /** No bundle is written for so long: an older file that is not complete will never be. */
    private static final Duration LONGEST_WRITE = Duration.ofHours(1);

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.bundles");

    /**
     * Writes a bundle, and deletes the oldest ones as far as the disk permits it. A reader sees no half of a file.
     *
     * @throws IOException if the disk is full, or does not permit it; no part of a file is left, as far as the disk
     *     permits it
     */
    Path write(byte[] bytes, Instant at, String reason) throws IOException {
        Files.createDirectories(directory);
        Path target = directory.resolve(prefix() + TIME.format(at) + "-" + plain(reason) + END);
        BundleContent.replace(target, bytes);
        prune();
        return target;
    }

    /**
     * The begin of the names of this pool's bundles. A name that had to be changed is followed by a checksum of the
     * original: a different pool must not have the same prefix.
     */
    private String prefix() {
        String plain = plain(pool);
        return "penstock-" + plain + "-" + (plain.equals(pool) ? "" : checksum(pool) + "-");
    }

    private static String checksum(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_16BE));
            return HexFormat.of().formatHex(digest, 0, CHECKSUM_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    private static String plain(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9_]+", "_");
        return plain.substring(0, Math.min(plain.length(), LONGEST));
    }

    /** Deletes the oldest bundles, and what a process that ended while it wrote has left of a file. */
    private void prune() {
        try {
            List<Path> files;
            try (Stream<Path> all = Files.list(directory)) {
                files = all.toList();
            }
            List<Path> bundles = files.stream()
                    .filter(file -> isOurs(file.getFileName().toString()))
                    .sorted(Comparator.comparing(Path::getFileName).reversed())
                    .toList();
            for (Path old : bundles.subList(Math.min(MOST_FILES, bundles.size()), bundles.size())) {
                Files.deleteIfExists(old);
            }
            for (Path file : files) {
                if (isLeftover(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | RuntimeException e) {
            SafeLog.warn(
                    LOGGER,
                    "pool {}: old files of bundleDirectory {} cannot be deleted: {}. The next bundle tries again",
                    pool,
                    directory,
                    ForeignText.describe(e));
        }
    }

    private static boolean isLeftover(Path file) throws IOException {
        String name = file.getFileName().toString();
        return name.startsWith(BundleContent.PART_BEGIN)
                && name.endsWith(BundleContent.PART_END)
                && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(Instant.now().minus(LONGEST_WRITE));
    }

    /** The names of another pool may begin with the name of this one. */
    private boolean isOurs(String name) {
        return name.startsWith(prefix())
                && name.substring(prefix().length()).matches("[0-9]{8}T[0-9]{6}\\.[0-9]{3}Z-.*\\.zip");
    }
}
