package io.ate.internal.backup;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.log.StoreFacts;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a backup holds, as its list says: lines of text, the last of which is the hash of those before it. Immutable.
 *
 * @param number rises with each backup in a folder
 * @param time when it was begun, in milliseconds since 1970
 * @param server fingerprint of the server's identity
 * @param facts what the store held
 * @param files all that it consists of
 */
public record Backup(long number, long time, String server, StoreFacts facts, List<StoredFile> files) {

    private static final String FIRST = "ate-backup 1\n";
    private static final String LAST = "sha256 ";
    private static final int LAST_LENGTH = LAST.length() + 2 * Hash.BYTES + 1;
    private static final Pattern HEAD = Pattern
            .compile(
                    "number (\\d{1,18})\ntime (\\d{1,18})\nserver ([0-9a-f]{64})\nepoch (\\d{1,18})\nstarts (\\d{1,18})\n");
    private static final Pattern CHAIN = Pattern.compile("chain (\\S+) (\\S+) (\\d{1,18})\n");
    private static final Pattern FILE = Pattern.compile("file ([A-Za-z0-9.-]{1,64}) (\\d{1,18}) ([0-9a-f]{64})\n");

    public Backup {
        files = List.copyOf(files);
    }

    /** How many bytes its files have. */
    public long bytes() {
        return files.stream().mapToLong(StoredFile::size).sum();
    }

    /** The list. */
    byte[] encode() {
        StringBuilder text = new StringBuilder(FIRST);
        text.append("number ").append(number).append('\n');
        text.append("time ").append(time).append('\n');
        text.append("server ").append(server).append('\n');
        text.append("epoch ").append(facts.epoch()).append('\n');
        text.append("starts ").append(facts.starts()).append('\n');
        facts.chains()
                .forEach(each -> text.append("chain ")
                        .append(each.name())
                        .append(' ')
                        .append(each.id())
                        .append(' ')
                        .append(each.end())
                        .append('\n'));
        files.forEach(each -> text.append("file ")
                .append(each.name())
                .append(' ')
                .append(each.size())
                .append(' ')
                .append(each.hash())
                .append('\n'));
        byte[] before = text.toString().getBytes(StandardCharsets.US_ASCII);
        text.append(LAST).append(Sha256.plain(before)).append('\n');
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads a list. */
    static Backup decode(byte[] list) throws MalformedException {
        String text = new String(list, StandardCharsets.US_ASCII);
        int end = text.length() - LAST_LENGTH;
        if (end < FIRST.length() || !text.startsWith(FIRST)) {
            throw new MalformedException("it is no list of a backup that this version reads");
        }
        String last = LAST + Sha256.plain(text.substring(0, end).getBytes(StandardCharsets.US_ASCII)) + "\n";
        if (!text.substring(end).equals(last)) {
            throw new MalformedException("its list is damaged");
        }
        try {
            return lines(text.substring(FIRST.length(), end));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("its list makes no sense: " + e.getMessage());
        }
    }

    private static Backup lines(String text) throws MalformedException {
        Matcher head = HEAD.matcher(text);
        if (!head.lookingAt()) {
            throw new MalformedException("its list does not begin as one does");
        }
        List<StoreFacts.Chain> chains = new ArrayList<>();
        Matcher chain = CHAIN.matcher(text).region(head.end(), text.length());
        int at = head.end();
        while (chain.lookingAt()) {
            chains.add(new StoreFacts.Chain(new ChainName(chain.group(1)), ChainId.parse(chain.group(2)),
                    Long.parseLong(chain.group(3))));
            at = chain.end();
            chain.region(at, text.length());
        }
        List<StoredFile> files = new ArrayList<>();
        Matcher file = FILE.matcher(text).region(at, text.length());
        while (file.lookingAt()) {
            files.add(new StoredFile(file.group(1), Long.parseLong(file.group(2)),
                    Hash.of(HexFormat.of().parseHex(file.group(3)))));
            at = file.end();
            file.region(at, text.length());
        }
        if (at != text.length()) {
            throw new MalformedException("its list has a line that is none");
        }
        demandStore(files);
        StoreFacts facts = new StoreFacts(Long.parseLong(head.group(4)), Long.parseLong(head.group(5)), chains);
        return new Backup(Long.parseLong(head.group(1)), Long.parseLong(head.group(2)), head.group(3), facts, files);
    }

    /** No name leads elsewhere, and what is there can be opened as what it was. */
    private static void demandStore(List<StoredFile> files) throws MalformedException {
        Set<String> names = files.stream().map(StoredFile::name).collect(Collectors.toSet());
        if (names.size() != files.size() || !names.containsAll(List.of(StoredFile.CURRENT, StoredFile.IDENTITY))) {
            throw new MalformedException("its list names no store and identity, or a file twice");
        }
        for (String name : names) {
            if (!name.equals(StoredFile.IDENTITY) && !StoredFile.isOfStore(name)) {
                throw new MalformedException("its list names " + name + ", which is no file of a store");
            }
        }
    }
}
