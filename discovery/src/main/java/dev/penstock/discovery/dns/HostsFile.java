package dev.penstock.discovery.dns;

import dev.penstock.discovery.names.IpLiterals;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The hosts file of the system, which is read anew for each lookup. Thread-safe.
 *
 * <p>Unlike the parser of dnsjava, it returns all addresses of a name, as the system's own resolver does.
 */
final class HostsFile {
    private final Path path;

    HostsFile(Path path) {
        this.path = path;
    }

    /** Returns the file of the operating system. */
    static HostsFile ofSystem() {
        String windows = System.getenv("SystemRoot");
        boolean isWindows = System.getProperty("os.name", "").startsWith("Windows") && windows != null;
        return new HostsFile(
                isWindows ? Path.of(windows, "System32", "drivers", "etc", "hosts") : Path.of("/etc/hosts"));
    }

    /**
     * Returns all addresses of a name, in the order of the file; none if the name or the file does not exist.
     *
     * @throws IOException if the file exists and cannot be read
     */
    List<InetAddress> addresses(String host) throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        // Every byte is a character of ISO 8859-1; therefore a comment in another encoding is not an error.
        return addresses(host, Files.readAllLines(path, StandardCharsets.ISO_8859_1));
    }

    static List<InetAddress> addresses(String host, List<String> lines) {
        List<InetAddress> found = new ArrayList<>();
        for (String line : lines) {
            int comment = line.indexOf('#');
            String[] words =
                    (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
            for (int i = 1; i < words.length; i++) {
                if (words[i].equalsIgnoreCase(host)) {
                    IpLiterals.parse(words[0])
                            .filter(address -> !found.contains(address))
                            .ifPresent(found::add);
                    break;
                }
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
