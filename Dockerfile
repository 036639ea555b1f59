# syntax=docker/dockerfile:1
# Manidala's images, one build: docker build --target all-in-one|silo|gateway|silo-gpu|trainer . What they hold and how large they are: docs/deploy.md.
# Whoever wants the same bytes in a year pins these four by digest (name:tag@sha256:…); everything else is pinned already.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0-noble
ARG ASPNET=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
ARG RUNTIME=mcr.microsoft.com/dotnet/runtime:10.0-noble-chiseled
ARG CUDA=nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04

FROM ${SDK} AS sources
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 ContinuousIntegrationBuild=true
WORKDIR /src
COPY .config/ .config/
COPY Directory.Build.props Directory.Packages.props BannedSymbols.txt global.json ./
COPY docs/postgres/ docs/postgres/
COPY Grains.Interfaces/ Grains.Interfaces/
COPY Grains/ Grains/
COPY Gateway/ Gateway/
COPY clients/js/ clients/js/

FROM sources AS build-gateway
RUN dotnet publish Gateway/Manidala.Gateway.csproj -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -p:UseAppHost=false -p:DebugType=none -o /publish
RUN dotnet tool restore && dotnet tool run dotnet-CycloneDX -- Gateway/Manidala.Gateway.csproj -dpr -F Json -sn manidala-gateway -o /publish -fn sbom.cdx.json

FROM sources AS build-silo
COPY Silo/ Silo/
RUN dotnet publish Silo/Manidala.Silo.csproj -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -p:UseAppHost=false -p:DebugType=none -o /publish
RUN dotnet tool restore && dotnet tool run dotnet-CycloneDX -- Silo/Manidala.Silo.csproj -dpr -F Json -sn manidala-silo -o /publish -fn sbom.cdx.json

FROM sources AS build-silo-gpu
COPY Silo/ Silo/
RUN dotnet publish Silo/Manidala.Silo.csproj -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -p:UseAppHost=false -p:DebugType=none -p:OnnxRuntimeFlavor=Gpu -o /publish
RUN dotnet tool restore && dotnet tool run dotnet-CycloneDX -- Silo/Manidala.Silo.csproj -dpr -F Json -sn manidala-silo-gpu -o /publish -fn sbom.cdx.json

FROM sources AS build-trainer
COPY Training/ Training/
RUN dotnet publish Training/Manidala.Training.csproj -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -p:UseAppHost=false -p:DebugType=none -o /publish
RUN dotnet tool restore && dotnet tool run dotnet-CycloneDX -- Training/Manidala.Training.csproj -dpr -F Json -sn manidala-trainer -o /publish -fn sbom.cdx.json

# An image without a shell cannot make a folder: this one is empty, and the user's.
FROM ${SDK} AS folders
RUN mkdir /data && chown 1654:1654 /data

FROM ${ASPNET} AS gateway
LABEL org.opencontainers.image.title="manidala-gateway" org.opencontainers.image.description="HTTP before Manidala's silos" org.opencontainers.image.version="0.1.0" io.manidala.sbom="/app/sbom.cdx.json"
ENV DOTNET_EnableDiagnostics=0 PORT=8080
WORKDIR /
COPY --from=build-gateway /publish/ /app/
USER 1654:1654
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["dotnet", "/app/Manidala.Gateway.dll", "health"]
ENTRYPOINT ["dotnet", "/app/Manidala.Gateway.dll"]

FROM ${ASPNET} AS silo
LABEL org.opencontainers.image.title="manidala-silo" org.opencontainers.image.description="A silo of Manidala, for users or, with --role model, for the encoder" org.opencontainers.image.version="0.1.0" io.manidala.sbom="/app/sbom.cdx.json"
ENV DOTNET_EnableDiagnostics=0 PORT=8080 Data=/data Role=silo
WORKDIR /
COPY --from=build-silo /publish/ /app/
COPY --from=folders --chown=1654:1654 /data/ /data/
USER 1654:1654
EXPOSE 8080 11111 30000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["dotnet", "/app/Manidala.Silo.dll", "health"]
ENTRYPOINT ["dotnet", "/app/Manidala.Silo.dll"]

# CUDA's libraries and a runtime beside them. Its package of ONNX Runtime was not to be had where this was written, so nobody has built this one.
FROM ${CUDA} AS silo-gpu
LABEL org.opencontainers.image.title="manidala-silo-gpu" org.opencontainers.image.description="A silo of Manidala that runs the encoder on a GPU" org.opencontainers.image.version="0.1.0" io.manidala.sbom="/app/sbom.cdx.json"
ENV DOTNET_EnableDiagnostics=0 DOTNET_ROOT=/usr/share/dotnet PATH=/usr/share/dotnet:$PATH PORT=8080 Data=/data Role=model Encoder__Provider=cuda
WORKDIR /
COPY --from=build-silo-gpu /usr/share/dotnet/dotnet /usr/share/dotnet/dotnet
COPY --from=build-silo-gpu /usr/share/dotnet/host/ /usr/share/dotnet/host/
COPY --from=build-silo-gpu /usr/share/dotnet/shared/ /usr/share/dotnet/shared/
COPY --from=build-silo-gpu /publish/ /app/
COPY --from=folders --chown=1654:1654 /data/ /data/
USER 1654:1654
EXPOSE 8080 11111 30000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["dotnet", "/app/Manidala.Silo.dll", "health"]
ENTRYPOINT ["dotnet", "/app/Manidala.Silo.dll"]

FROM ${RUNTIME} AS trainer
LABEL org.opencontainers.image.title="manidala-trainer" org.opencontainers.image.description="Manidala's commands: train, schema, import, evaluate, publish" org.opencontainers.image.version="0.1.0" io.manidala.sbom="/app/sbom.cdx.json"
ENV DOTNET_EnableDiagnostics=0
WORKDIR /
COPY --from=build-trainer /publish/ /app/
COPY --from=folders --chown=1654:1654 /data/ /data/
USER 1654:1654
# A job ends by itself.
HEALTHCHECK NONE
ENTRYPOINT ["dotnet", "/app/Manidala.Training.dll"]

# Last, because platforms that build a Dockerfile without naming a target, as Railway does, take this one.
FROM ${ASPNET} AS all-in-one
LABEL org.opencontainers.image.title="manidala-all-in-one" org.opencontainers.image.description="Manidala as one process" org.opencontainers.image.version="0.1.0" io.manidala.sbom="/app/sbom.cdx.json"
ENV DOTNET_EnableDiagnostics=0 PORT=8080 Data=/data Role=all
WORKDIR /
COPY --from=build-silo /publish/ /app/
COPY --from=folders --chown=1654:1654 /data/ /data/
USER 1654:1654
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["dotnet", "/app/Manidala.Silo.dll", "health"]
ENTRYPOINT ["dotnet", "/app/Manidala.Silo.dll"]
