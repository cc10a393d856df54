package org.signaling.delivery;

import java.util.ArrayDeque;

/**
 * What waits for one connection: the answers to its own messages, and the signaling messages of others. Both are
 * bounded, apart from each other, so that nobody else can use up the room for a sender's answers.
 *
 * <p>For all threads; the lock is held for a queue operation only.
 */
final class Outbox {

    /** How many answers may wait: more than this many unanswered messages and the sender is asked to go. */
    static final int MAX_ANSWERS = 256;
    /** How many characters they may have together; one is taken whatever its size. */
    static final int MAX_ANSWER_CHARS = 262_144;

    /** A signaling message, and since when it waits, in nanoseconds. */
    private record Waiting(String frame, long since) {
    }

    private final Histogram waits;
    private final int maxMessages;
    private final int maxChars;
    private ArrayDeque<Waiting> messages;
    private ArrayDeque<String> answers;
    private int lists;
    private int chars;
    private int answerChars;

    /**
     * @param maxMessages how many signaling messages may wait; at least 1
     * @param maxChars how many characters they may have together; one message is taken whatever its size
     * @param waits counts how long signaling messages waited; not null
     */
    Outbox(int maxMessages, int maxChars, Histogram waits) {
        this.waits = waits;
        this.maxMessages = maxMessages;
        this.maxChars = maxChars;
    }

    /**
     * Queues a signaling message.
     *
     * @param frame the message; not null
     * @param now the time, in nanoseconds
     * @return whether there was room
     */
    synchronized boolean offer(String frame, long now) {
        if (messages == null) {
            messages = new ArrayDeque<>(4);
        }
        boolean full = messages.size() >= maxMessages || !messages.isEmpty() && chars + frame.length() > maxChars;
        if (full) {
            return false;
        }
        chars += frame.length();
        messages.add(new Waiting(frame, now));
        return true;
    }

    /**
     * Queues an answer to the connection's own message.
     *
     * @param frame the answer; not null
     * @return whether there was room
     */
    synchronized boolean offerAnswer(String frame) {
        if (answers == null) {
            answers = new ArrayDeque<>(4);
        }
        if (answers.size() >= MAX_ANSWERS || !answers.isEmpty() && answerChars + frame.length() > MAX_ANSWER_CHARS) {
            return false;
        }
        answerChars += frame.length();
        return answers.add(frame);
    }

    /**
     * Notes that the connection asked for the list of users; the list is made when it leaves.
     *
     * @return whether there was room
     */
    synchronized boolean offerList() {
        return lists < MAX_ANSWERS && ++lists > 0;
    }

    /** {@return the next answer; null if none waits} */
    synchronized String pollAnswer() {
        String answer = answers == null ? null : answers.poll();
        answerChars -= answer == null ? 0 : answer.length();
        return answer;
    }

    /** {@return whether a list is owed} */
    synchronized boolean owesList() {
        return lists > 0;
    }

    /** Notes that one of the lists that were owed leaves. */
    synchronized void listSent() {
        lists--;
    }

    /**
     * {@return the next signaling message; null if none waits}
     *
     * @param now the time, in nanoseconds
     */
    synchronized String poll(long now) {
        Waiting next = messages == null ? null : messages.poll();
        if (next == null) {
            return null;
        }
        chars -= next.frame().length();
        waits.record(now - next.since());
        return next.frame();
    }

    /** {@return whether nothing waits} */
    synchronized boolean isEmpty() {
        return lists == 0 && (messages == null || messages.isEmpty()) && (answers == null || answers.isEmpty());
    }

    /** {@return how many signaling messages wait} */
    synchronized int size() {
        return messages == null ? 0 : messages.size();
    }
}
