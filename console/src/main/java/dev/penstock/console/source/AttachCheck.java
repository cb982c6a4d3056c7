package dev.penstock.console.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Finds the reason why an attach to a process would fail, without touching the process: an attach sends it a signal
 * that ends a process that is no JVM. On Linux most of it is read from {@code /proc}; what cannot be read is not known.
 *
 * @param pid the ID of the process
 */
record AttachCheck(long pid) {
    private static final String DISABLED = "-XX:+DisableAttachMechanism";
    private static final long SIGQUIT_MASK = 1L << (3 - 1);
    private static final int HEX = 16;
    private static final String OTHERWISE =
            " Otherwise open a console in the application (Console.open, or consoleAddress) and give its URL.";

    /**
     * Checks the process.
     *
     * @throws IOException if an attach cannot succeed; the message says why, and what to do
     */
    void requireAttachable() throws IOException {
        Optional<String> reason = missing()
                .or(this::otherUser)
                .or(this::stopped)
                .or(this::noJvm)
                .or(this::disabled)
                .or(this::container);
        if (reason.isPresent()) {
            throw new IOException(reason.get());
        }
    }

    /** Whether the process is there and handles the signal of an attach. */
    boolean isJvm() {
        return ProcessHandle.of(pid).isPresent() && noJvm().isEmpty();
    }

    private Optional<String> missing() {
        if (pid == ProcessHandle.current().pid()) {
            return Optional.of("process " + pid + " is this console itself. " + seePools());
        }
        return ProcessHandle.of(pid).isPresent()
                ? Optional.empty()
                : Optional.of("there is no process " + pid + " that this user can see. " + seePools());
    }

    private static String seePools() {
        return "The command 'pools' lists the processes that have a pool.";
    }

    private Optional<String> otherUser() {
        String self = user(ProcessHandle.current()).orElse(System.getProperty("user.name", "another user"));
        String owner = ProcessHandle.of(pid).flatMap(AttachCheck::user).orElse(self);
        return owner.equals(self) || self.equals("root")
                ? Optional.empty()
                : Optional.of("process " + pid + " belongs to the user " + owner + ", and this console runs as " + self
                        + ": only the same user can attach. Run the same command as " + owner
                        + ", for example by: sudo -u " + owner + " java -jar …." + OTHERWISE);
    }

    private static Optional<String> user(ProcessHandle process) {
        return process.info().user();
    }

    private Optional<String> stopped() {
        return status("State:")
                .filter(state -> state.startsWith("T"))
                .map(state -> "process " + pid + " is stopped (SIGSTOP) and cannot answer. Let it go on by: kill -CONT "
                        + pid);
    }

    private Optional<String> noJvm() {
        return status("SigCgt:")
                .filter(caught -> (Long.parseUnsignedLong(caught, HEX) & SIGQUIT_MASK) == 0)
                .map(caught -> "process " + pid + " is no JVM, or runs with -Xrs: there is nothing to attach to. "
                        + seePools());
    }

    private Optional<String> disabled() {
        List<String> arguments = ProcessHandle.of(pid)
                .flatMap(process -> process.info().arguments())
                .map(List::of)
                .orElse(List.of());
        boolean disabled =
                arguments.contains(DISABLED) || optionsOfEnvironment().contains(DISABLED);
        return disabled
                ? Optional.of("process " + pid + " runs with " + DISABLED + ": nobody can attach. Start it without"
                        + " that option." + OTHERWISE)
                : Optional.empty();
    }

    /** The options that a JVM takes from its environment. */
    private String optionsOfEnvironment() {
        return read("environ")
                .map(text -> Stream.of(text.split("\0", -1))
                        .filter(variable -> variable.matches("(?s)(JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS)=.*"))
                        .reduce("", (all, one) -> all + " " + one))
                .orElse("");
    }

    /** The management agent of a JVM listens at its own loopback address alone. */
    private Optional<String> container() {
        Optional<Path> own = namespace("self");
        Optional<Path> its = namespace(Long.toString(pid));
        return own.isEmpty() || its.isEmpty() || own.equals(its)
                ? Optional.empty()
                : Optional.of("process " + pid + " runs in a container: its network is not that of this console. Run"
                        + " the console inside of the container, with the container's process ID (docker exec, kubectl"
                        + " exec), or as root in the container's network: nsenter --net --target " + pid
                        + " java -jar …." + OTHERWISE);
    }

    private static Optional<Path> namespace(String process) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", process, "ns", "net")));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // not Linux, or not permitted
        }
    }

    private Optional<String> status(String key) {
        return read("status")
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith(key))
                        .map(line -> line.substring(key.length()).strip())
                        .findFirst());
    }

    private Optional<String> read(String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), file));
            return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty(); // not Linux, or not permitted
        }
    }

    /** Whether the process has ended, or ends within a second: its connections end a moment before. */
    boolean hasEnded() {
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process == null
                || status("State:").filter(state -> state.startsWith("Z")).isPresent()) {
            return true;
        }
        try {
            process.onExit().get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
