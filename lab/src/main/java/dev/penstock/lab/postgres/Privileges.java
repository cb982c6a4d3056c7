package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ways to run PostgreSQL, and other programs that refuse to run as root, from this JVM. Immutable and thread-safe.
 */
public enum Privileges {
    /** As this user, which is not root. */
    OWN,

    /** In a user namespace in which root has no rights: the process is a child of this JVM and accepts its signals. */
    USER_NAMESPACE,

    /** As the user nobody, which becomes the owner of the data directories. */
    NOBODY;

    /**
     * The first way that works here.
     *
     * @throws LabException if this user is root, and there is none
     */
    public static Privileges detect() {
        if (!Command.of("id", "-u").result().output().trim().equals("0")) {
            return OWN;
        }
        return Stream.of(USER_NAMESPACE, NOBODY)
                .filter(Privileges::works)
                .findFirst()
                .orElseThrow(() -> new LabException("PostgreSQL does not run as root, and neither 'unshare -U' nor"
                        + " 'setpriv --reuid' works here: run as an ordinary user, or install util-linux"));
    }

    /** The command line that runs {@code words} in this way. */
    public List<String> command(List<String> words) {
        List<String> all = new ArrayList<>(prefix());
        all.addAll(words);
        return all;
    }

    /**
     * Makes the servers' user the owner of the directory.
     *
     * @throws LabException if that failed
     */
    public void giveToServers(Path directory) {
        if (this == NOBODY) {
            Command.of("chown", "-R", "65534:65534", directory.toString()).run();
        }
    }

    private List<String> prefix() {
        return switch (this) {
            case OWN -> List.of();
            case USER_NAMESPACE -> List.of("unshare", "-U");
            case NOBODY -> List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        };
    }

    private boolean works() {
        return Command.of(command(List.of("true"))).succeeds();
    }
}
