"""A recommender as a Python service usually begins: FastAPI, a user tower in torch, and one product over the whole catalogue a request.

    ITEMS=100000 /usr/bin/python3 -m uvicorn fastapi_feed:app --app-dir bench/Peers --port 5090 --workers 2

Answers where the load driver asks, in as much of Manidala's shapes as it checks. It remembers nothing: what is posted to it is not part of the comparison.
"""
import os
import zlib

import torch
from fastapi import FastAPI

ITEMS = int(os.environ.get("ITEMS", "100000"))
USERS, WIDTH = 100_000, 64

torch.set_num_threads(1)
torch.manual_seed(1)
catalogue = torch.nn.functional.normalize(torch.randn(ITEMS, WIDTH), dim=1)
user_vectors = torch.randn(USERS, WIDTH)
user_tower = torch.nn.Sequential(torch.nn.Linear(WIDTH, 2 * WIDTH), torch.nn.ReLU(), torch.nn.Linear(2 * WIDTH, WIDTH))
app = FastAPI()


@app.get("/v1/users/{user}/feed")
async def feed(user: str, n: int = 20):
    with torch.inference_mode():
        query = user_tower(user_vectors[zlib.crc32(user.encode()) % USERS])
        best = torch.topk(catalogue @ query, n)
    items = [{"id": f"item-{item}", "score": score} for item, score in zip(best.indices.tolist(), best.values.tolist())]
    return {"userId": user, "sequence": 0, "model": "two-tower", "fallback": False, "items": items}


@app.get("/v1/trending")
@app.get("/v1/latest")
async def items(n: int = 20):
    return {"items": [{"id": f"item-{item}"} for item in range(n)]}
