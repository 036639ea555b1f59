using Manidala.Engine.Sessions;

namespace Manidala.Engine.Tests.Sessions;

public sealed class SessionSnapshotTests
{
    private static readonly SessionOptions Options = new() { HistoryLength = 5, RecentLength = 4, SeenCapacity = 10 };

    [Fact]
    public void TryRead_WhatWriteWrote_GivesTheSameSession()
    {
        UserSession session = SessionWithEverything();
        byte[] bytes = SessionSnapshot.Write(session, InteractionTypes.Default);
        var restored = new UserSession(Options);

        Assert.True(SessionSnapshot.TryRead(bytes, InteractionTypes.Default, restored));

        Assert.Equal(bytes, SessionSnapshot.Write(restored, InteractionTypes.Default));
        Assert.Equal(session.LastSequence, restored.LastSequence);
        Assert.Equal(session.Encoder.State, restored.Encoder.State);
        Assert.Equal(session.RecentEvent(0), restored.RecentEvent(0));
        Assert.True(restored.HasNewlyKnownItem(id => id == "unknown"));
    }

    [Fact]
    public void TryRead_EveryTruncation_IsRefusedAndLeavesAnEmptySession()
    {
        byte[] bytes = SessionSnapshot.Write(SessionWithEverything(), InteractionTypes.Default);
        var session = new UserSession(Options);

        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(SessionSnapshot.TryRead(bytes.AsMemory(0, length), InteractionTypes.Default, session));
            Assert.Equal(0, session.LastSequence);
            Assert.Equal(0, session.HistoryCount);
        }
    }

    [Fact]
    public void TryRead_OtherFormat_IsRefused()
    {
        byte[] bytes = SessionSnapshot.Write(SessionWithEverything(), InteractionTypes.Default);
        bytes[0]++;

        Assert.False(SessionSnapshot.TryRead(bytes, InteractionTypes.Default, new UserSession(Options)));
    }

    [Fact]
    public void TryRead_WrittenUnderOtherTypes_IsRefused()
    {
        byte[] bytes = SessionSnapshot.Write(SessionWithEverything(), InteractionTypes.Default);
        var others = new InteractionTypes(InteractionTypes.Default.InOrder.Reverse());

        Assert.False(SessionSnapshot.TryRead(bytes, others, new UserSession(Options)));
    }

    [Fact]
    public void TryRead_NextInteraction_HasTheGapThatItWouldHaveHad()
    {
        UserSession session = SessionWithEverything();
        var restored = new UserSession(Options);
        Assert.True(SessionSnapshot.TryRead(SessionSnapshot.Write(session, InteractionTypes.Default), InteractionTypes.Default, restored));
        InteractionTypes.Default.TryGet("purchase", out InteractionType purchase);
        var next = new SessionEvent(11, "item-22", 22, purchase, 95_010, 1);

        session.Apply(next);
        restored.Apply(next);

        SessionStep expected = session.HistoryStep(session.HistoryCount - 1);
        Assert.Equal((22, purchase.Place, 95), (expected.Item, expected.Type, expected.GapSeconds));
        Assert.Equal(expected, restored.HistoryStep(restored.HistoryCount - 1));
    }

    [Fact]
    public void Write_WhileStepping_IsRefused()
    {
        UserSession session = SessionWithEverything();
        session.Encoder.StartAnew(session, "a-1", new float[3], 2);
        session.Encoder.BeginStep(100);

        Assert.Throws<InvalidOperationException>(() => SessionSnapshot.Write(session, InteractionTypes.Default));
    }

    private static UserSession SessionWithEverything()
    {
        var session = new UserSession(Options);
        InteractionTypes.Default.TryGet("view", out InteractionType view);
        InteractionTypes.Default.TryGet("hide", out InteractionType hide);
        for (int item = 1; item <= 7; item++)
        {
            session.Apply(new SessionEvent(item, $"item-{item}", item, view, item, 1.5));
        }

        session.Encoder.StartAnew(session, "a-1", new float[3], 2);
        session.Encoder.BeginStep(100);
        session.Encoder.State[1] = 0.25f;
        session.Encoder.Query[0] = -1;
        session.Encoder.EndStep(succeeded: true, 7);
        session.Apply(new SessionEvent(8, "unknown", SessionEvent.UnknownItem, view, 8, 1));
        session.Apply(new SessionEvent(9, "item-20", 20, hide, 9, 1));
        session.Apply(new SessionEvent(10, "item-21", 21, view, 10, 1));
        return session;
    }
}
