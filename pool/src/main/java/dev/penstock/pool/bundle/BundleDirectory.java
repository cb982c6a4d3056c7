package dev.penstock.pool.bundle;

import dev.penstock.pool.instrument.BundleContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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

    /**
     * Writes a bundle, and deletes the oldest ones. A reader sees no half of a file.
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

    private String prefix() {
        return "penstock-" + plain(pool) + "-";
    }

    private static String plain(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9_]+", "_");
        return plain.substring(0, Math.min(plain.length(), LONGEST));
    }

    private void prune() throws IOException {
        List<Path> bundles;
        try (Stream<Path> files = Files.list(directory)) {
            bundles = files.filter(file -> isOurs(file.getFileName().toString()))
                    .sorted(Comparator.comparing(Path::getFileName).reversed())
                    .toList();
        }
        for (Path old : bundles.subList(Math.min(MOST_FILES, bundles.size()), bundles.size())) {
            Files.deleteIfExists(old);
        }
    }

    /** The names of another pool may begin with the name of this one. */
    private boolean isOurs(String name) {
        return name.startsWith(prefix())
                && name.substring(prefix().length()).matches("[0-9]{8}T[0-9]{6}\\.[0-9]{3}Z-.*\\.zip");
    }
}
